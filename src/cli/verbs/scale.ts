import type { DoneView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { pathOf, whichOne } from '../application.ts'
import { noCount } from '../messages-run.ts'
import { steady } from '../steady.ts'
import type { Verb } from '../verb.ts'

export const scale: Verb = {
  argument: {
    name: { en: 'COMPONENT', fr: 'COMPOSANT' },
    says: { en: 'which one', fr: 'lequel' },
  },
  rest: { en: 'N', fr: 'N' },
  more: [
    {
      en: 'From now on the component has so many instances in the environment, whatever ecluse.yaml says, in this release and the next ones: recorded, no release. New ones are ready before old ones are drained; in a live rollout both releases take it on. A worker may have none.',
      fr: 'Désormais, le composant a ce nombre d’instances dans l’environnement, quoi que dise ecluse.yaml, dans cette version et les suivantes : consigné, sans nouvelle version. Les nouvelles sont prêtes avant que les anciennes soient vidées ; pendant un déploiement, les deux versions l’adoptent. Un traitement peut n’en avoir aucune.',
    },
  ],
  examples: [
    { line: 'ecluse scale web 3', says: { en: 'three processes serve', fr: 'trois processus servent' } },
  ],
  json: { en: '{text,rollout:null,environment}', fr: '{text,rollout:null,environment}' },
  run: async (context, { argument: component, rest = [] }) => {
    const [count = '', ...more] = rest
    if (component === null || more.length > 0 || !/^\d{1,3}$/.test(count)) throw new ProblemError(noCount())
    const client = await context.api('always')
    const application = await whichOne(context, client, 'scale')
    const body = { environment: context.environment, component, instances: Number(count) }
    const done = await steady(context, () => client.post<DoneView>(pathOf(application, 'scale'), body))
    if (context.terminal.json) context.terminal.document('done', done)
    else context.terminal.say(done.text)
    return 0
  },
}
