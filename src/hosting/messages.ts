import type { Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const answered = (status: number, said: string): Text =>
  said === ''
    ? text(`the service answered ${status}`, `le service a répondu ${status}`)
    : text(`the service answered ${status}: ${said}`, `le service a répondu ${status} : ${said}`)

export const notWhatWasAsked = (status: number, said: string): Text =>
  text(
    `the service answered ${status}, and not what was asked for${said === '' ? '' : `: ${said}`}`,
    `le service a répondu ${status}, et non ce qui était demandé${said === '' ? '' : ` : ${said}`}`,
  )

export const silent = (why: Text): Text => text(`the service: ${why.en}`, `le service : ${why.fr}`)

export const noTag = (tag: string): Text =>
  text(
    `there is no tag ${tag}, and none is made: push it, and the notes follow`,
    `il n’y a pas d’étiquette ${tag}, et aucune n’est créée : poussez-la, et les notes suivront`,
  )

export const noTagOf = (commit: string): Text =>
  text(
    `no tag names ${commit.slice(0, 7)}, and none is made: push one, and the notes follow`,
    `aucune étiquette ne désigne ${commit.slice(0, 7)}, et aucune n’est créée : poussez-en une, et les notes suivront`,
  )

export const otherCommit = (tag: string, there: string, wanted: string): Text =>
  text(
    `the tag ${tag} names ${there.slice(0, 7)}, and the release is ${wanted.slice(0, 7)}`,
    `l’étiquette ${tag} désigne ${there.slice(0, 7)}, et la version est ${wanted.slice(0, 7)}`,
  )

export const mayNot = (status: number, said: string): Text =>
  text(
    `the token may not write releases there (${status}${said === '' ? '' : `: ${said}`})`,
    `le jeton n’est pas autorisé à y écrire des versions (${status}${said === '' ? '' : ` : ${said}`})`,
  )

export const noRoom = (tag: string): Text =>
  text(
    `what people wrote in the release of ${tag} leaves no room for the notes`,
    `ce que des gens ont écrit dans la version de ${tag} ne laisse pas de place aux notes`,
  )

export const badAddress = (why: Text): Text =>
  text(`the address of the API: ${why.en}`, `l’adresse de l’API : ${why.fr}`)
