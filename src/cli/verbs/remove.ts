import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient } from '../../api/client.ts'
import type { RemovedView, StatusView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { pathOf } from '../application.ts'
import { needsApplication, nothingLeft, stillStopping } from '../messages-remove.ts'
import { steady } from '../steady.ts'
import { type Context, isGiven, type Verb } from '../verb.ts'

const patience = 120_000
const often = 300

/** Until nothing of it is left to stop; false where that takes too long to wait for. */
const ended = async (context: Context, client: ApiClient, application: string): Promise<boolean> => {
  const until = performance.now() + patience
  while (performance.now() < until) {
    const view = await steady(context, () => client.get<StatusView>('/v1/status'))
    const found = view.applications.find((one) => one.application === application)
    if (found === undefined || found.environments.every(({ removing }) => removing !== true)) return true
    await sleep(often)
  }
  return false
}

export const remove: Verb = {
  argument: {
    name: { en: 'APPLICATION', fr: 'APPLICATION' },
    says: { en: 'its name, always written out', fr: 'son nom, toujours écrit en toutes lettres' },
  },
  more: [
    {
      en: 'Closes its addresses, stops everything of it in every environment, commands and timetables too, and ends its queue; says what is kept. Shipped again, it comes back.',
      fr: 'Ferme ses adresses, arrête tout ce qui en tourne dans chaque environnement, commandes et horaires compris, et met fin à sa file ; dit ce qui est gardé. Livrée de nouveau, elle revient.',
    },
  ],
  options: [
    {
      flags: '--with-data',
      shown: '--data, --with-data',
      says: {
        en: 'also its repository, releases, images, logs, secrets, ordered certificates and kept folders; nothing brings them back. Followed by a folder, --data names the data folder, as everywhere',
        fr: 'aussi son dépôt, ses versions, images, journaux, secrets, certificats commandés et dossiers conservés ; rien ne les ramène. Suivi d’un dossier, --data nomme le dossier de données, comme partout',
      },
    },
  ],
  examples: [
    { line: 'ecluse remove benefits', says: { en: 'stops it for good', fr: 'l’arrête pour de bon' } },
    {
      line: 'ecluse remove benefits --data',
      says: {
        en: 'and leaves nothing of it but the ledger and an archive of its evidence',
        fr: 'et n’en laisse que le registre et une archive de ses preuves',
      },
    },
  ],
  json: { en: '{application,environments,data,lines}', fr: '{application,environments,data,lines}' },
  run: async (context, given) => {
    const { terminal } = context
    const application = given.argument
    if (application === null) throw new ProblemError(needsApplication())
    const client = await context.api('unless-stopped')
    const body = { data: isGiven(given, 'withData') }
    const view = await client.post<RemovedView>(pathOf(application, 'remove'), body)
    terminal.say(...view.lines)
    const done = await ended(context, client, application)
    if (terminal.json) terminal.document('removed', view)
    else terminal.say(done ? nothingLeft(application) : stillStopping())
    return done ? 0 : 6
  },
}
