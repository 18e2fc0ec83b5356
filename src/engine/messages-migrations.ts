import { formatPlace } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import { classNames } from '../migrations/messages.ts'
import type { Finding } from '../migrations/types.ts'

export const ranThere = (file: string, release: number): Text => ({
  en: `${file} ran with release ${release}`,
  fr: `${file} s’est exécutée avec la version ${release}`,
})

export const mark = (component: string, folder: string, file: string): string =>
  `${component}: ${folder === '.' ? '' : `${folder}/`}${file}`

export const edited = (what: string, release: number): Text => ({
  en: `${what} was edited after it ran with release ${release}`,
  fr: `${what} a été modifiée après son exécution avec la version ${release}`,
})
export const editedChange: Text = {
  en: 'put it back as it was, and write what is to change into a new file',
  fr: 'remettez-la telle quelle, et écrivez ce qui doit changer dans un nouveau fichier',
}
export const missing = (what: string, release: number): Text => ({
  en: `${what} ran with release ${release}, and is missing here`,
  fr: `${what} s’est exécutée avec la version ${release}, et manque ici`,
})
export const missingChange: Text = {
  en: 'put it back: what it did stays done; undo it in a new file',
  fr: 'remettez-la : ce qu’elle a fait demeure ; défaites-le dans un nouveau fichier',
}
export const outOfOrder = (what: string, last: string, release: number): Text => ({
  en: `${what} comes before ${last}, which ran already with release ${release}`,
  fr: `${what} vient avant ${last}, déjà exécutée avec la version ${release}`,
})
export const outOfOrderChange = (last: string): Text => ({
  en: `give it a name that comes after ${last}`,
  fr: `donnez-lui un nom qui vient après ${last}`,
})

export const byWord = (component: string): Text => ({
  en: `expand of ${component} is taken by its word: its files are not read`,
  fr: `expand de ${component} est cru sur parole : ses fichiers ne sont pas lus`,
})
export const andMore = (n: number): Text =>
  say(
    (f) => `and ${f.count(n)} more`,
    (f) => `et ${f.count(n)} de plus`,
  )

export const declaredAs = (reason: string): Text => ({
  en: `; declared to expand: ${reason}`,
  fr: ` ; déclarée sans effet sur elle : ${reason}`,
})

/** `db/migrations/003.sql:4:1 breaks: renames name: ...`. */
export const placedText = ({ place, class: is, why, declared }: Finding): Text => {
  const at = formatPlace(place)
  const word = declared === undefined ? { en: '', fr: '' } : declaredAs(declared)
  return {
    en: `${at} ${classNames[is].en}: ${why.en}${word.en}`,
    fr: `${at} ${classNames[is].fr} : ${why.fr}${word.fr}`,
  }
}

/** Of what was printed there is no file to look into: the statement stands with it. */
export const printedText = (finding: Finding): Text => {
  const { en, fr } = placedText(finding)
  return { en: `${en}: ${finding.says}`, fr: `${fr} : ${finding.says}` }
}

const accept = (environment: string): string =>
  `ecluse override migrations --environment ${environment} --why REASON`
const acceptFr = (environment: string): string =>
  `ecluse override migrations --environment ${environment} --why RAISON`
export const breaksChange = (environment: string): Text => ({
  en: `move the file to \`contract:\`; or accept that nothing takes it back by itself: ${accept(environment)}`,
  fr: `déplacez le fichier sous \`contract:\` ; ou acceptez que rien ne la ramène de soi-même : ${acceptFr(environment)}`,
})
export const unknownChange = (environment: string): Text => ({
  en: `declare it above the statement, \`-- ecluse: expands REASON\`; or move the file to \`contract:\`; or ${accept(environment)}`,
  fr: `déclarez-la au-dessus de l’instruction, \`-- ecluse: expands RAISON\` ; ou déplacez le fichier sous \`contract:\` ; ou ${acceptFr(environment)}`,
})
