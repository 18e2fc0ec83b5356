import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const badOffer = (): Problem => ({
  code: 'bad-offer',
  kind: 'usage',
  message: text(
    'the pack is not preceded by a line that says what it brings',
    'le paquet n’est pas précédé d’une ligne qui dit ce qu’il apporte',
  ),
  expected: text(
    'one line of JSON with `commit` and `shallow`, at most 1 MiB, then the pack',
    'une ligne JSON avec `commit` et `shallow`, d’au plus 1 Mio, puis le paquet',
  ),
  todo: text(
    'use the same version of Écluse on both sides',
    'utilisez la même version d’Écluse des deux côtés',
  ),
})

const parts = {
  path: text('path', 'chemin'),
  query: text('query', 'paramètres'),
  body: text('body', 'corps'),
} as const

export type RequestPart = keyof typeof parts

export const badRequest = (part: RequestPart, path: string, said: Text): Problem => ({
  code: 'bad-request',
  kind: 'usage',
  message: text(
    `${parts[part].en}${path === '' ? '' : ` “${path}”`}: ${said.en}`,
    `${parts[part].fr}${path === '' ? '' : ` « ${path} »`} : ${said.fr}`,
  ),
  todo: text('GET /openapi.json tells what is expected', 'GET /openapi.json dit ce qui est attendu'),
})

/** By the framework's own names of what is wrong with a request. */
const unread: Readonly<Record<string, Text>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: text('it is empty', 'il est vide'),
  FST_ERR_CTP_INVALID_JSON_BODY: text('it is no JSON', 'ce n’est pas du JSON'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: text('it is of another type', 'il est d’un autre type'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: text(
    'its length is not the one that was announced',
    'sa longueur n’est pas celle annoncée',
  ),
}
const otherwise: Text = text('it is not what is expected', 'ce n’est pas ce qui est attendu')

/** `code`: of the framework's error. */
export const notJson = (code: string): Problem => ({
  code: 'bad-request',
  kind: 'usage',
  message: text(
    `the body could not be read: ${(unread[code] ?? otherwise).en}`,
    `le corps est illisible : ${(unread[code] ?? otherwise).fr}`,
  ),
  expected: text(
    'a body of JSON with content-type application/json',
    'un corps JSON avec content-type application/json',
  ),
})

export const noRoute = (method: string, path: string): Problem => ({
  code: 'no-route',
  kind: 'not-found',
  message: text(`there is no ${method} ${path}`, `il n’y a pas de ${method} ${path}`),
  todo: text('GET /openapi.json lists what there is', 'GET /openapi.json en donne la liste'),
})

export const tooLarge = (limit: number): Problem => ({
  code: 'body-too-large',
  kind: 'usage',
  message: say(
    (f) => `the body has more than ${f.count(limit)} bytes`,
    (f) => `le corps dépasse ${f.count(limit)} octets`,
  ),
})

export const unexpected = (said: string): Problem => ({
  code: 'unexpected',
  kind: 'failed',
  message: text(`this should not happen: ${said}`, `ceci ne devrait pas arriver : ${said}`),
  todo: text(
    'the control plane’s log tells where: logs/control-plane.log in the data folder',
    'le journal du plan de contrôle dit où : logs/control-plane.log dans le dossier de données',
  ),
})
export const nothingAnswers = (path: string): Problem => ({
  code: 'not-there',
  kind: 'unavailable',
  message: text(
    `the control plane does not answer on ${path}`,
    `le plan de contrôle ne répond pas sur ${path}`,
  ),
  place: { file: path },
  expected: text('a control plane that listens there', 'un plan de contrôle qui y écoute'),
  todo: text('start it: ecluse server', 'lancez-le : ecluse server'),
})
export const cutOff = (path: string): Problem => ({
  code: 'connection-lost',
  kind: 'unavailable',
  message: text(
    `the connection to the control plane (${path}) was lost before the answer`,
    `la connexion au plan de contrôle (${path}) a été perdue avant la réponse`,
  ),
  place: { file: path },
  expected: text('an answer that comes whole', 'une réponse qui arrive entière'),
  todo: text('try again: every request may be repeated', 'réessayez : toute demande peut être répétée'),
})
export const notTheApi = (path: string, status: number): Problem => ({
  code: 'not-the-api',
  kind: 'unavailable',
  message: text(
    `what answers on ${path} is not this version’s API (status ${status})`,
    `ce qui répond sur ${path} n’est pas l’API de cette version (code ${status})`,
  ),
  todo: text(
    'stop it and start it again: ecluse stop, then ecluse server',
    'arrêtez puis relancez : ecluse stop, puis ecluse server',
  ),
})
