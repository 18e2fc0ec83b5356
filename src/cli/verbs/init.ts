import { relative } from 'node:path'
import type { ExitCode } from '../exit.ts'
import * as say from '../messages-init.ts'
import { type Context, type Given, isGiven, type Verb } from '../verb.ts'

/** The top of the repository, where `ecluse.yaml` is read from; this folder where it is in none. */
const where = async ({ machine }: Context): Promise<{ readonly folder: string; readonly inGit: boolean }> => {
  const checkout = await machine.checkout(machine.folder).catch(() => null)
  return { folder: checkout?.root ?? machine.folder, inGit: checkout !== null }
}

/** The zone of this machine where it is one of Canada's part of the world. */
const zoneHere = (): string => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return /^(America|Canada)\//.test(timeZone) ? timeZone : 'America/Toronto'
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { machine, terminal } = context
  const { folder, inGit } = await where(context)
  const zone = zoneHere()
  const calendar = isGiven(given, 'calendar')
  const made = await machine.initialise(folder, {
    ...(calendar ? { calendar: zone } : {}),
    checklist: isGiven(given, 'checklist'),
  })
  if (terminal.json) {
    terminal.document('initialised', { folder, ...made })
    return 0
  }
  const shown = relative(machine.folder, folder)
  for (const file of made.files) terminal.say(...say.file(file, shown === '' ? '' : `${shown}/`))
  terminal.say(
    ...made.found.map(say.found),
    ...made.guessed.map(say.guessed),
    ...made.todo.map(say.todo),
    ...say.calendarProposed(
      zone,
      calendar && made.files.some(({ name, state }) => name === 'ecluse.yaml' && state === 'written'),
    ),
    say.next(
      made.files.some(({ name, text }) => name === 'ecluse.lock' && text !== null),
      inGit,
    ),
  )
  return 0
}

export const init: Verb = {
  anywhere: true,
  more: [
    {
      en: 'It reads package.json, start script, port and sources, says what it found and what it guessed, and never touches a file that is there. ecluse.lock is written where the folder asks for a Node version (.node-version, .nvmrc, engines).',
      fr: 'Elle lit package.json, le script start, le port et les sources, dit ce qu’elle a trouvé et ce qu’elle a deviné, et ne touche jamais un fichier existant. ecluse.lock est écrit si le dossier demande une version de Node (.node-version, .nvmrc, engines).',
    },
  ],
  options: [
    {
      flags: '--calendar',
      says: {
        en: 'writes the calendar that is proposed, too',
        fr: 'écrit aussi le calendrier proposé',
      },
    },
    {
      flags: '--checklist',
      says: {
        en: 'proposes release-checklist.yaml, too: roles and steps of a product team, in both languages',
        fr: 'propose aussi release-checklist.yaml : rôles et étapes d’une équipe de produit, dans les deux langues',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse init --checklist',
      says: {
        en: 'proposes a release checklist in both languages, too',
        fr: 'propose aussi une liste de contrôle dans les deux langues',
      },
    },
    {
      line: 'ecluse init && git add ecluse.* && git commit -m "Ships with Écluse" && ecluse ship',
      says: { en: 'from nothing to a first release', fr: 'de rien à une première version' },
    },
  ],
  json: {
    en: '{folder,files:[{name,state,text}],found,guessed,todo}: state is written, kept or not-needed',
    fr: '{folder,files:[{name,state,text}],found,guessed,todo} : state est written, kept ou not-needed',
  },
  run,
}
