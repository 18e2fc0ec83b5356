import type { WhyView } from '../../engine/facade.ts'
import { pathOf, whichOne } from '../application.ts'
import { needFolder } from '../need-folder.ts'
import { readNumber } from '../numbers.ts'
import { whyLines } from '../render/why.ts'
import type { Verb } from '../verb.ts'

export const why: Verb = {
  argument: {
    name: { en: 'RELEASE', fr: 'VERSION' },
    says: {
      en: 'the number of a release; without: what is under way, else what was last',
      fr: 'le numéro d’une version ; sans cela : ce qui est en cours, sinon ce qui a eu lieu en dernier',
    },
  },
  examples: [
    {
      line: 'ecluse why',
      says: { en: 'what the live rollout waits for', fr: 'ce que le déploiement en cours attend' },
    },
    {
      line: 'ecluse why 142',
      says: { en: 'what decided about release 142', fr: 'ce qui a décidé de la version 142' },
    },
  ],
  json: {
    en: '{application,environment,release,commit,rollout,kind,phase,outcome,headline,lines,gates,reasons,open?,earliest?,evidence,culprits,next,values}',
    fr: '{application,environment,release,commit,rollout,kind,phase,outcome,headline,lines,gates,reasons,open?,earliest?,evidence,culprits,next,values}',
  },
  run: async (context, given) => {
    const release = readNumber('RELEASE', given.argument)
    needFolder(context)
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'why')
    const view = await client.get<WhyView>(pathOf(application, 'why'), {
      environment: context.environment,
      release,
    })
    if (context.terminal.json) context.terminal.document('why', view)
    else context.terminal.say(...whyLines(view))
    return 0
  },
}
