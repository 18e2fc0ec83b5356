import type { ChecklistItem, Wanted } from '../config/types-checklist.ts'
import type { Json } from '../kernel/canonical.ts'
import { type Language, say, type Text } from '../kernel/text.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const shown = (value: Json): string => {
  const written = JSON.stringify(value)
  return written.length > 60 ? `${written.slice(0, 57)}...` : written
}

const wanted = (wants: Wanted): Text =>
  'equals' in wants
    ? words(JSON.stringify(wants.equals), JSON.stringify(wants.equals))
    : 'atMost' in wants
      ? words(`at most ${wants.atMost}`, `au plus ${wants.atMost}`)
      : words(`at least ${wants.atLeast}`, `au moins ${wants.atLeast}`)

const where = (at: string): Text => (at === '' ? words('', '') : words(` at ${at}`, ` à ${at}`))

export const reportMissing = (file: string): Text =>
  words(`the commit has no ${file}`, `le commit n’a pas de ${file}`)
export const reportUnreadable = (file: string): Text =>
  words(`${file} is no JSON`, `${file} n’est pas du JSON`)
export const reportSilent = (file: string, at: string): Text =>
  words(`${file} has nothing at ${at}`, `${file} n’a rien à ${at}`)
export const reportPasses = (file: string, at: string, value: Json): Text =>
  words(`${file} says ${shown(value)}${where(at).en}`, `${file} indique ${shown(value)}${where(at).fr}`)
export const reportFails = (file: string, at: string, value: Json, wants: Wanted): Text =>
  words(
    `${file} says ${shown(value)}${where(at).en}, wanted: ${wanted(wants).en}`,
    `${file} indique ${shown(value)}${where(at).fr}, attendu : ${wanted(wants).fr}`,
  )

const conditions = ({ appliesWhen }: ChecklistItem, language: 'en' | 'fr'): string => {
  const [and, or] = language === 'en' ? [' and ', ', or '] : [' et ', ', ou ']
  const name = {
    labels: { en: 'the label', fr: 'l’étiquette' },
    components: { en: 'a change of', fr: 'un changement de' },
    configuration: { en: 'changed configuration', fr: 'une configuration changée' },
    migrations: { en: 'migrations', fr: 'des migrations' },
  } as const
  const list = (items: readonly string[]) => items.join(language === 'en' ? ' or ' : ' ou ')
  return appliesWhen
    .map(({ labels, components, configuration, migrations }) =>
      [
        ...(labels === undefined ? [] : [`${name.labels[language]} ${list(labels)}`]),
        ...(components === undefined ? [] : [`${name.components[language]} ${list(components)}`]),
        ...(configuration === undefined
          ? []
          : [
              configuration === true
                ? name.configuration[language]
                : `${name.configuration[language]} (${list(configuration)})`,
            ]),
        ...(migrations === undefined ? [] : [name.migrations[language]]),
      ].join(and),
    )
    .join(or)
}

export const notApplying = (item: ChecklistItem): Text =>
  words(`not asked: it takes ${conditions(item, 'en')}`, `non demandé : il faut ${conditions(item, 'fr')}`)

export const pageToRead = (url: string): Text => words(`to read: ${url}`, `à lire : ${url}`)

export const signedOff = (person: string, note: string): Text =>
  note === ''
    ? words(`signed off by ${person}`, `validé par ${person}`)
    : words(`signed off by ${person}: ${note}`, `validé par ${person} : ${note}`)

const by = (role: string, names: readonly string[]): string =>
  names.length === 0 ? role : `${role} (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''})`

export const waitsForPerson = (role: string, names: readonly string[]): Text =>
  words(`waits for ${by(role, names)}`, `attend ${by(role, names)}`)

export const waitsForLink = (role: string, names: readonly string[], startsWith: string): Text =>
  words(
    `waits for an address from ${by(role, names)}, ${startsWith}...`,
    `attend une adresse de ${by(role, names)}, ${startsWith}...`,
  )

/** What was signed was about another digest: it is asked again. */
export const clearedBy = (people: readonly string[]): Text =>
  say(
    (f) => `signed off by ${f.list(people)} for another manifest: this one is new`,
    (f) => `validé par ${f.list(people)} pour un autre manifeste : celui-ci est nouveau`,
  )

export const notRunYet = (line: string): Text =>
  words(`${line} has no result yet`, `${line} n’a pas encore de résultat`)
export const gateNotRead = (gate: string): Text =>
  words(`gate ${gate} was not read yet`, `la porte ${gate} n’a pas encore été lue`)
export const testNotThere = (test: string): Text =>
  words(
    `no component declares test ${test}: nothing answers`,
    `aucun composant ne déclare le test ${test} : rien ne répond`,
  )
export const testsPassed = (names: readonly string[]): Text =>
  say(
    (f) => `passed: ${f.list(names)}`,
    (f) => `réussi : ${f.list(names)}`,
  )
export const gatePassed = (gate: string): Text => words(`gate ${gate} passes`, `porte ${gate} franchie`)

const named = (item: ChecklistItem): Text =>
  words(`${item.title.en} (${item.name})`, `${item.title.fr} (${item.name})`)

export const itemOpen = (item: ChecklistItem, why: Text): Text =>
  words(`${named(item).en}: ${why.en}`, `${named(item).fr} : ${why.fr}`)

export const signOffLine = (line: string): Text => words(line, line)

export const checklistDone = (count: number): Text =>
  say(
    (f) => `checklist: ${f.count(count)} answered`,
    (f) => `liste de contrôle : ${f.count(count)} ${count > 1 ? 'réponses reçues' : 'réponse reçue'}`,
  )
export const checklistEmpty: Text = words(
  'checklist: nothing is asked',
  'liste de contrôle : rien n’est demandé',
)
export const checklistNone: Text = words(
  'no checklist is declared',
  'aucune liste de contrôle n’est déclarée',
)

export const openNotBlocking = (item: ChecklistItem, why: Text): Text =>
  words(
    `open, and waited for by nothing: ${itemOpen(item, why).en}`,
    `ouvert, sans que rien ne l’attende : ${itemOpen(item, why).fr}`,
  )

export const leftOpen = (item: ChecklistItem, release: number): Text =>
  words(
    `still open of release ${release}: ${named(item).en}`,
    `encore ouvert de la version ${release} : ${named(item).fr}`,
  )

export const notesUnread: Text = words(
  'the release notes are not read yet',
  'les notes de mise à jour ne sont pas encore lues',
)

export const notesComplete: Text = words(
  'the release notes have all texts',
  'les notes de mise à jour ont tous leurs textes',
)

const someOf = (texts: readonly string[], quote: (text: string) => string): string[] =>
  texts.slice(0, 3).map((text) => quote(text.length > 60 ? `${text.slice(0, 59)}…` : text))

export const textsMissing = (language: Language, texts: readonly string[], failing: Text | null): Text => {
  const more = texts.length > 3
  const trailer = language === 'fr' ? 'Note-de-version:' : 'Release-note:'
  const todo = `notes/NUMBER.${language}.md`
  return say(
    (f) =>
      `${f.count(texts.length)} ${texts.length === 1 ? 'change has' : 'changes have'} no ${language === 'fr' ? 'French' : 'English'} text yet: ${someOf(texts, (text) => `“${text}”`).join(', ')}${more ? ', …' : ''}${failing === null ? '' : `; ${failing.en}`}; write ${todo}, or ${trailer} in the commit, and ship again`,
    (f) =>
      `${f.count(texts.length)} ${texts.length === 1 ? 'changement n’a' : 'changements n’ont'} pas encore de texte en ${language === 'fr' ? 'français' : 'anglais'} : ${someOf(texts, (text) => `« ${text} »`).join(', ')}${more ? ', …' : ''}${failing === null ? '' : ` ; ${failing.fr}`} ; écrivez notes/NUMÉRO.${language}.md, ou ${trailer} dans le commit, et livrez de nouveau`,
  )
}

export const machineTexts = (language: Language, count: number): Text =>
  say(
    (f) =>
      `${f.count(count)} ${count === 1 ? 'text' : 'texts'} in ${language === 'fr' ? 'French' : 'English'} translated by a machine: read them (\`ecluse notes --candidate\`) and sign them off`,
    (f) =>
      `${f.count(count)} ${count === 1 ? 'texte' : 'textes'} en ${language === 'fr' ? 'français' : 'anglais'} ${count === 1 ? 'traduit' : 'traduits'} par une machine : lisez-les (\`ecluse notes --candidate\`) et validez-les`,
  )

export const fragmentsOutside = (paths: readonly string[]): Text =>
  say(
    (f) =>
      `${f.list(paths.slice(0, 5))}: about no change of this release; name it after one, or take it out, and ship again`,
    (f) =>
      `${f.list(paths.slice(0, 5))} : ne concerne aucun changement de cette version ; nommez-le d’après l’un d’eux, ou retirez-le, et livrez de nouveau`,
  )
