import { say, type Text } from '../kernel/text.ts'
import { type Instant, instantText } from '../kernel/time.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const payloadAltered = (seq: number): Text =>
  words(
    `what the ledger’s entry ${seq} was made of was altered afterwards`,
    `ce dont l’inscription ${seq} du registre est faite a été modifié après coup`,
  )

export const payloadGone = (seq: number): Text =>
  words(
    `what the ledger’s entry ${seq} was made of was removed, and no retention took it`,
    `ce dont l’inscription ${seq} du registre est faite a été retiré, et aucune règle de conservation ne l’a pris`,
  )

export const anchorDiffers = (place: string, seq: number): Text =>
  words(
    `entry ${seq} is another one than was written down at ${place}: the ledger was written anew`,
    `l’inscription ${seq} est une autre que celle notée à ${place} : le registre a été réécrit`,
  )

export const anchorBeyond = (place: string, seq: number, last: number): Text =>
  words(
    `entry ${seq} was written down at ${place}, and the ledger ends with ${last}: its end was removed`,
    `l’inscription ${seq} a été notée à ${place}, et le registre finit à ${last} : sa fin a été retirée`,
  )

export const anchorBroke = (): Text =>
  words('it failed in a way that nobody foresaw', 'cela a échoué d’une façon que personne n’a prévue')

export const anchored = (place: string, seq: number): Text =>
  words(
    `the ledger’s head, entry ${seq}, was written down at ${place}`,
    `la tête du registre, l’inscription ${seq}, a été notée à ${place}`,
  )

export const anchorFailed = (place: string, why: Text): Text =>
  words(
    `the ledger’s head could not be written down at ${place}: ${why.en}`,
    `la tête du registre n’a pu être notée à ${place} : ${why.fr}`,
  )

export const auditMade = (
  application: string,
  scope: { readonly release: number } | { readonly from: Instant; readonly to: Instant },
  digest: string,
): Text => {
  const [from, to] = 'from' in scope ? [instantText(scope.from), instantText(scope.to)] : ['', '']
  return 'release' in scope
    ? words(
        `${application}: an archive of release ${scope.release} was made for an auditor: ${digest}`,
        `${application} : une archive de la version ${scope.release} a été faite pour vérification : ${digest}`,
      )
    : words(
        `${application}: an archive from ${from} to ${to} was made for an auditor: ${digest}`,
        `${application} : une archive du ${from} au ${to} a été faite pour vérification : ${digest}`,
      )
}

export const anchorOthers = (place: string, heads: number): Text =>
  say(
    (f) =>
      `anchor ${place}: no head of this ledger, and ${f.counted(heads, 'head', 'heads')} of others: if this one was ever written down there, it was replaced whole`,
    (f) =>
      `ancre ${place} : aucune tête de ce registre, et ${f.counted(heads, 'tête', 'têtes')} d’autres : si celui-ci y a déjà été noté, il a été remplacé en entier`,
  )

export const anchorLost = (place: string, seq: number, by: number): Text =>
  words(
    `entry ${by} says that entry ${seq} was written down at ${place}, and it does not stand there any more: what stood there was written anew`,
    `l’inscription ${by} dit que l’inscription ${seq} a été notée à ${place}, et elle ne s’y trouve plus : ce qui s’y trouvait a été réécrit`,
  )

export const evidencePruned = (application: string, days: number, count: number): Text =>
  say(
    (f) =>
      `${application}: evidence older than ${f.count(days)} days was taken away, ${f.count(count)} pieces; the chain stays whole`,
    (f) =>
      `${application} : les preuves de plus de ${f.count(days)} jours ont été retirées, ${f.count(count)} pièces ; la chaîne reste entière`,
  )
