import { ProblemError } from '../../kernel/problem.ts'
import type { Language } from '../../kernel/text.ts'
import { composeEach } from '../../notes/compose-each.ts'
import { documentOf } from '../../notes/document.ts'
import type { Hosting } from '../../notes/hosting.ts'
import { toHtml, toLines, toMarkdown } from '../../notes/render.ts'
import type { Notes } from '../../notes/types.ts'
import { unknownFormat } from '../messages.ts'
import { fragmentOutside } from '../messages-notes.ts'
import { type AskedHere, asked } from '../notes-asked.ts'
import { writeChangelogs } from '../notes-changelog.ts'
import { keptNotesOf, proposedNotes } from '../notes-kept.ts'
import { translateHere } from '../notes-translate.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'

const formats = ['text', 'markdown', 'json', 'html'] as const
type Format = (typeof formats)[number]

const formatOf = (context: Context, given: Given): Format => {
  const word = wordOf(given, 'format') ?? (context.terminal.json ? 'json' : 'text')
  const found = formats.find((one) => one === word)
  if (found === undefined) throw new ProblemError(unknownFormat(word, formats))
  return found
}

/** `written`: the Markdown that is kept, which is printed as it is. */
const print = (
  context: Context,
  format: Format,
  told: Notes,
  hosting: Hosting | null,
  written: Readonly<Record<Language, string>> | null,
): void => {
  const { terminal } = context
  const { language } = terminal
  const blocks = () => documentOf(told, language, hosting)
  if (format === 'json') terminal.document('notes', told)
  else if (format === 'markdown') terminal.raw(written?.[language] ?? toMarkdown(blocks()))
  else if (format === 'html') terminal.raw(toHtml(blocks(), language))
  else terminal.say(...toLines(blocks()).map(({ text }) => ({ en: text, fr: text })))
}

const composed = (all: AskedHere): { readonly notes: Notes; readonly outside: readonly string[] } => {
  const { outside, ...made } = composeEach(all.each)
  return { notes: all.policy.length === 0 ? made : { ...made, policy: all.policy }, outside }
}

export const notes: Verb = {
  anywhere: true,
  more: [
    {
      en: 'Works in any git repository, also without an ecluse.yaml. A REF is a branch, a tag or a commit; a RELEASE a number of `ecluse history`; an ENVIRONMENT stands for what it runs. Without --from: what the last environment runs, else the tag before; of a RELEASE or an ENVIRONMENT, the notes that are kept with it.',
      fr: 'Fonctionne dans tout dépôt git, même sans ecluse.yaml. Une REF est une branche, une étiquette ou un commit ; une VERSION, un numéro d’`ecluse history` ; un ENVIRONNEMENT désigne ce qu’il fait fonctionner. Sans --from : ce que fait fonctionner le dernier environnement, sinon l’étiquette précédente ; pour une VERSION ou un ENVIRONNEMENT, les notes conservées avec elle.',
    },
    {
      en: 'Texts come from the trailers `Release-note:` and `Note-de-version:`, from fragments `notes/NUMBER.en.md` and `notes/NUMBER.fr.md`, else from the commits. What has no text in a language yet is marked.',
      fr: 'Les textes viennent des lignes `Release-note:` et `Note-de-version:`, de fragments `notes/NUMÉRO.en.md` et `notes/NUMÉRO.fr.md`, sinon des commits. Ce qui n’a pas encore de texte dans une langue est marqué.',
    },
  ],
  options: [
    {
      flags: '--from <point>',
      says: {
        en: 'REF, RELEASE or ENVIRONMENT that is left',
        fr: 'REF, VERSION ou ENVIRONNEMENT que l’on quitte',
      },
    },
    {
      flags: '--to <point>',
      says: { en: 'what comes instead; without: HEAD', fr: 'ce qui vient à sa place ; sans cela : HEAD' },
    },
    {
      flags: '--candidate',
      says: {
        en: 'of what waits in an environment, with the translations that a sign-off is about',
        fr: 'de ce qui attend dans un environnement, avec les traductions que concerne une validation',
      },
    },
    {
      flags: '--translate',
      says: {
        en: 'run the repository’s own `notes.translate` for what lacks a text',
        fr: 'lancer la commande `notes.translate` du dépôt pour ce qui n’a pas de texte',
      },
    },
    {
      flags: '--changelog',
      says: {
        en: 'add them to CHANGELOG.md, or the files of `notes.changelog`, instead of printing them',
        fr: 'les ajouter à CHANGELOG.md, ou aux fichiers de `notes.changelog`, au lieu de les afficher',
      },
    },
    {
      flags: '--as <version>',
      says: {
        en: 'what the version is called in the changelog; without: the tag of --to',
        fr: 'le nom de la version dans le journal ; sans cela : l’étiquette de --to',
      },
    },
    {
      flags: '--format <format>',
      says: {
        en: 'markdown, json, html or text; without: text',
        fr: 'markdown, json, html ou text ; sans cela : text',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse notes --from v1.2.0 --to v1.3.0 --format markdown',
      says: { en: 'what changed between two tags', fr: 'ce qui a changé entre deux étiquettes' },
    },
    {
      line: 'ecluse notes --to 142 --format markdown',
      says: {
        en: 'the notes that are kept with release 142',
        fr: 'les notes conservées avec la version 142',
      },
    },
    {
      line: 'ecluse notes --changelog --as 1.3.0',
      says: {
        en: 'one section more at the top of the changelog',
        fr: 'une section de plus en tête du journal',
      },
    },
    {
      line: 'ecluse notes --from production --language fr',
      says: {
        en: 'what shipping this commit would change, in French',
        fr: 'ce que changerait la livraison de ce commit, en français',
      },
    },
  ],
  json: {
    en: '{from:{name,commit}|null,to,direction,shallow,parts,changes:[{commit,commits,text:{en,fr},origin,group,components,scope,pull,issues,people,breaking,security,partly}],attention,policy?:[{kind,environment,text}],takenBack,dependencies,unbroken,leftOut,commits,cut?,machine?:{en,fr},missing}; with --changelog {changelogs:[{path,language,version,state}]}',
    fr: '{from:{name,commit}|null,to,direction,shallow,parts,changes:[{commit,commits,text:{en,fr},origin,group,components,scope,pull,issues,people,breaking,security,partly}],attention,policy?:[{kind,environment,text}],takenBack,dependencies,unbroken,leftOut,commits,cut?,machine?:{en,fr},missing} ; avec --changelog {changelogs:[{path,language,version,state}]}',
  },
  run: async (context, given) => {
    const format = formatOf(context, given)
    if (isGiven(given, 'candidate')) {
      const waiting = await proposedNotes(context)
      print(context, format, waiting.notes, waiting.hosting, null)
      if (waiting.outside.length > 0) throw new ProblemError(waiting.outside.map(fragmentOutside))
      return 0
    }
    const kept = await keptNotesOf(context, given)
    if (kept !== null) {
      print(context, format, kept.notes, kept.hosting, kept.texts)
      return 0
    }
    const checkout = await context.machine.checkout(context.machine.folder)
    const all = await asked(context, given, checkout)
    const { notes: made, outside } = composed(all)
    const told = isGiven(given, 'translate') ? await translateHere(checkout, all, made) : made
    if (isGiven(given, 'changelog')) await writeChangelogs(context, given, checkout, all, told)
    else print(context, format, told, all.hosting, null)
    if (outside.length > 0) throw new ProblemError(outside.map(fragmentOutside))
    return 0
  },
}
