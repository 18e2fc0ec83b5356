import type { HistoryView } from '../../engine/facade.ts'
import { pathOf, whichOne } from '../application.ts'
import { noRolloutYet } from '../messages-status.ts'
import { needFolder } from '../need-folder.ts'
import { readNumber } from '../numbers.ts'
import { historyLines } from '../render/history.ts'
import { type Verb, wordOf } from '../verb.ts'

export const history: Verb = {
  options: [
    {
      flags: '--limit <count>',
      says: { en: 'how many, at most 1,000; without: 20', fr: 'combien, au plus 1 000 ; sans cela : 20' },
    },
  ],
  examples: [
    {
      line: 'ecluse history --environment production',
      says: { en: 'what was rolled out to production', fr: 'ce qui a été déployé en production' },
    },
  ],
  json: {
    en: '{"rollouts":[{id,kind,environment,release,previous,commit,subject,actor,startedAt,movedAt,endedAt,outcome,summary}]}, newest first',
    fr: '{"rollouts":[{id,kind,environment,release,previous,commit,subject,actor,startedAt,movedAt,endedAt,outcome,summary}]}, le plus récent d’abord',
  },
  run: async (context, given) => {
    const { terminal } = context
    const limit = Math.min(1_000, readNumber('--limit', wordOf(given, 'limit')) ?? 20)
    needFolder(context)
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'history')
    const query = { environment: context.environment, limit }
    const view = await client.get<HistoryView>(pathOf(application, 'history'), query)
    if (terminal.json) terminal.document(view)
    else
      terminal.say(
        ...(view.rollouts.length === 0 ? [noRolloutYet(application)] : historyLines(view, context.now())),
      )
    return 0
  },
}
