import type { HistoryView } from '../../engine/facade.ts'
import { pathOf, whichOne } from '../application.ts'
import { showFigures } from '../figures.ts'
import { noRolloutYet } from '../messages-status.ts'
import { needFolder } from '../need-folder.ts'
import { readNumber } from '../numbers.ts'
import { historyLines } from '../render/history.ts'
import { isGiven, type Verb, wordOf } from '../verb.ts'

export const history: Verb = {
  more: [
    {
      en: 'What counts as a deployment, a failure, restored, and from where to where lead time goes: ecluse help figures. Without --environment the figures are of all of them together.',
      fr: 'Ce qui compte comme mise en production, échec, rétablissement, et d’où à où va le délai de livraison : ecluse help figures. Sans --environment, les indicateurs portent sur tous ensemble.',
    },
  ],
  options: [
    {
      flags: '--limit <count>',
      says: { en: 'how many, at most 1,000; without: 20', fr: 'combien, au plus 1 000 ; sans cela : 20' },
    },
    {
      flags: '--figures',
      says: {
        en: 'DORA’s figures instead: deployments, lead time, failures, restoring, rework',
        fr: 'plutôt les indicateurs DORA : mises en production, délais, échecs, rétablissement, reprises',
      },
    },
    {
      flags: '--from <date>',
      says: {
        en: 'of the figures; without: 90 days before',
        fr: 'des indicateurs ; sans cela : 90 jours avant',
      },
    },
    {
      flags: '--to <date>',
      says: {
        en: 'of the figures, not included; without: now',
        fr: 'des indicateurs, non incluse ; sans cela : maintenant',
      },
    },
    {
      flags: '--format <format>',
      says: {
        en: 'of the figures: table, svg, csv or json',
        fr: 'des indicateurs : table, svg, csv ou json',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse history --environment production',
      says: { en: 'what was rolled out to production', fr: 'ce qui a été déployé en production' },
    },
    {
      line: 'ecluse history --figures --environment production --from 2026-01-01',
      says: {
        en: 'how often, how fast, how well',
        fr: 'combien de fois, à quelle vitesse, avec quel succès',
      },
    },
  ],
  json: {
    en: '{"rollouts":[{id,kind,environment,release,previous,commit,subject,actor,startedAt,movedAt,endedAt,outcome,summary}]}, newest first; with --figures {period,environments,deployments,underWay,perDay,leadTime:{written,built,waited,rolled-out,whole},waitedFor,failures,changeFailureRate,timeToRestore,rework,reworkRate,weeks}',
    fr: '{"rollouts":[{id,kind,environment,release,previous,commit,subject,actor,startedAt,movedAt,endedAt,outcome,summary}]}, le plus récent d’abord ; avec --figures {period,environments,deployments,underWay,perDay,leadTime:{written,built,waited,rolled-out,whole},waitedFor,failures,changeFailureRate,timeToRestore,rework,reworkRate,weeks}',
  },
  run: async (context, given) => {
    const { terminal } = context
    const limit = Math.min(1_000, readNumber('--limit', wordOf(given, 'limit')) ?? 20)
    needFolder(context)
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'history')
    if (isGiven(given, 'figures')) {
      await showFigures(context, given, client, application)
      return 0
    }
    const query = { environment: context.environment, limit }
    const view = await client.get<HistoryView>(pathOf(application, 'history'), query)
    if (terminal.json) terminal.document('history', view)
    else
      terminal.say(
        ...(view.rollouts.length === 0 ? [noRolloutYet(application)] : historyLines(view, context.now())),
      )
    return 0
  },
}
