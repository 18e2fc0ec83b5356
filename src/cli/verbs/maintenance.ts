import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DoneView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { pathOf, whichOne } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import { onOrOff, pageNotRead, pageTooLong } from '../messages-maintenance.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, type Verb, wordOf } from '../verb.ts'

const longestPage = 262_144

const pageOf = async (context: Context, given: Given): Promise<string | null> => {
  const word = wordOf(given, 'page')
  if (word === null) return null
  const file = resolve(context.machine.folder, word)
  const page = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ProblemError(pageNotRead(file, error.code ?? 'unknown'), error)
  })
  if (page.length > longestPage) throw new ProblemError(pageTooLong(file, page.length))
  return page
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  if (given.argument !== 'on' && given.argument !== 'off') throw new ProblemError(onOrOff(given.argument))
  const on = given.argument === 'on'
  const page = await pageOf(context, given)
  const client = await context.api('always')
  const application = await whichOne(context, client, `maintenance ${given.argument}`)
  const body = { environment: context.environment, on, page, why: wordOf(given, 'why') }
  const done = await steady(context, () => client.post<DoneView>(pathOf(application, 'maintenance'), body))
  if (terminal.json) terminal.document('done', done)
  else terminal.say(done.text)
  return 0
}

export const maintenance: Verb = {
  argument: {
    name: { en: 'ON|OFF', fr: 'ON|OFF' },
    says: { en: 'on closes the environment, off opens it', fr: 'on ferme l’environnement, off l’ouvre' },
  },
  more: [
    {
      en: 'Everybody is answered 503 with a page, at the edge: no release is asked, and nothing counts as its error. Rollouts wait until it is open again; a rollback does not. Whoever has the secret that forces a version still gets in. In a live rollout it is refused.',
      fr: 'Chacun reçoit 503 avec une page, à la périphérie : aucune version n’est interrogée, et rien ne compte comme son erreur. Les déploiements attendent la réouverture ; un retour en arrière, non. Qui a le secret imposant une version entre quand même. Pendant un déploiement, c’est refusé.',
    },
  ],
  options: [
    {
      flags: '--page <file>',
      says: {
        en: 'HTML to show; without: the page that `maintenance` names in ecluse.yaml of what runs, else a plain one in English and French',
        fr: 'HTML à montrer ; sans cela : la page que nomme `maintenance` dans l’ecluse.yaml de ce qui tourne, sinon une page simple en anglais et en français',
      },
    },
    {
      flags: '--why <reason>',
      says: { en: 'stands in the ledger and in status', fr: 'figure au registre et dans status' },
    },
  ],
  examples: [
    {
      line: 'ecluse maintenance on --page closed.html --why "moving the database"',
      says: { en: 'closes with a page of your own', fr: 'ferme avec une page à vous' },
    },
    { line: 'ecluse maintenance off', says: { en: 'opens again', fr: 'rouvre' } },
  ],
  json: { en: '{text,rollout,environment}', fr: '{text,rollout,environment}' },
  run,
}
