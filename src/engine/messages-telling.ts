import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import { type Instant, instantText, type Ms } from '../kernel/time.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const noValue = (name: string, environment: string): Problem => ({
  code: 'secret-without-value',
  kind: 'conflict',
  message: words(
    `the secret ${name} has no value in ${environment}`,
    `le secret ${name} n’a pas de valeur dans ${environment}`,
  ),
  todo: words(
    `ecluse secret set ${name} --environment ${environment}`,
    `ecluse secret set ${name} --environment ${environment}`,
  ),
})

export const unread = (name: string, why: Text): Text =>
  words(`its secret ${name} cannot be had: ${why.en}`, `son secret ${name} ne peut être lu : ${why.fr}`)

/** What is wrong, and the line that mends it. */
export const withTodo = ({ message, todo }: Problem): Text =>
  todo === undefined ? message : words(`${message.en}: ${todo.en}`, `${message.fr} : ${todo.fr}`)

export const broken = (): Text =>
  words('sending failed in a way that nobody foresaw', 'l’envoi a échoué d’une façon que personne n’a prévue')

/** How people name a receiver: its kind, and the name of its secret. */
export const receiverName = (kind: string, to: string): string => `${kind} ${to}`

export const deaf = (receiver: string, environment: string, why: Text): Text =>
  words(
    `${environment}: nobody hears of it at ${receiver}: ${why.en}; what is to be said waits, and is tried again`,
    `${environment} : personne n’entend rien à ${receiver} : ${why.fr} ; ce qui est à dire attend, et sera repris`,
  )

export const hearsAgain = (receiver: string, environment: string): Text =>
  words(
    `${environment}: ${receiver} takes messages again`,
    `${environment} : ${receiver} reprend les messages`,
  )

/** Of a candidate that waits in the queue. */
export const candidateWaits = (number: number, subject: string, environment: string): Text =>
  words(
    `candidate ${number} ("${subject}") waits for people before ${environment}`,
    `la version admissible ${number} (« ${subject} ») attend des personnes avant ${environment}`,
  )

export const rolloutWaits = (release: number, environment: string): Text =>
  words(
    `release ${release} in ${environment} waits for people`,
    `la version ${release} dans ${environment} attend des personnes`,
  )

export const departs = (environment: string, at: Instant, cutOff: Instant, left: Ms): Text =>
  say(
    (f) =>
      `a train to ${environment} leaves at ${instantText(at)}, in ${f.duration(left)}; boarding ends at ${instantText(cutOff)}`,
    (f) =>
      `un train pour ${environment} part à ${instantText(at)}, dans ${f.duration(left)} ; l’embarquement finit à ${instantText(cutOff)}`,
  )

export const aboard = (count: number): Text =>
  say(
    (f) => (count === 0 ? 'nobody is aboard yet' : `${f.count(count)} aboard`),
    (f) => (count === 0 ? 'personne n’est encore à bord' : `${f.count(count)} à bord`),
  )

export const nobodyToTell = (application: string): Problem => ({
  code: 'receivers-none',
  kind: 'conflict',
  message: words(
    `nobody is told of ${application}: no release that runs, or was shipped last, names a receiver`,
    `personne n’est averti de ${application} : aucune version en service, ni la dernière livrée, ne nomme de destinataire`,
  ),
  expected: words(
    '`notify:` in ecluse.yaml, such as `notify: [{ kind: slack, to: OPS_CHANNEL }]`',
    '`notify:` dans ecluse.yaml, comme `notify: [{ kind: slack, to: OPS_CHANNEL }]`',
  ),
  todo: words('write it, and ship', 'écrivez-le, puis livrez'),
})

export const tested = (taken: number, all: number): Text =>
  say(
    (f) => `${f.count(taken)} of ${f.count(all)} receivers took the test`,
    (f) => `${f.count(taken)} des ${f.count(all)} destinataires ont pris l’essai`,
  )

export const secretForReceivers = (name: string, environment: string): Text =>
  words(
    `secret ${name} is set in ${environment}: receivers of notify use it from now on; nothing is shipped`,
    `le secret ${name} est fixé dans ${environment} : les destinataires de notify s’en servent dès maintenant ; rien n’est livré`,
  )
