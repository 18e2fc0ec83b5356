import type { DoneView, HandedView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Text } from '../../kernel/text.ts'
import { pathOf, whichOne } from '../application.ts'
import { badWay, standingEdge, standingInstance, standingRelease, standingTail } from '../messages-hands.ts'
import { steady } from '../steady.ts'
import { type Verb, wordOf } from '../verb.ts'

const linesOf = (view: HandedView): readonly Text[] => [
  view.text,
  standingEdge(view.listening),
  ...view.stands.flatMap(({ release, weight, runs }) => [
    standingRelease(release, weight),
    ...runs.flatMap(({ component, instances }) =>
      instances.map(({ id, pid, port, state }) =>
        standingInstance(`${component}.${/#(\d+)\./.exec(id)?.[1] ?? '0'}`, state, pid, port),
      ),
    ),
  ]),
  ...view.waits.map(({ release }) => standingTail(release)),
]

export const handOver: Verb = {
  more: [
    {
      en: 'Takes the environment, and the rollout that is on its way there, out of the machine’s hands, and says what stands where. Until take-back nothing of ours moves people, starts or stops a release there; crashed instances are still started again.',
      fr: 'Retire l’environnement, et le déploiement en cours, des mains de la machine, et dit ce qui se trouve où. Jusqu’à take-back, rien de nous n’y déplace les gens, ne démarre ni n’arrête de version ; les instances tombées sont quand même relancées.',
    },
  ],
  examples: [
    {
      line: 'ecluse hand-over --environment production',
      says: { en: 'takes production in hand', fr: 'prend la production en main' },
    },
  ],
  json: {
    en: '{text,rollout,environment,listening,stands:[{release,weight,runs:[{component,revision,value,instances:[{id,pid,port,state}]}]}],waits:[{release,phase}]}',
    fr: '{text,rollout,environment,listening,stands:[{release,weight,runs:[{component,revision,value,instances:[{id,pid,port,state}]}]}],waits:[{release,phase}]}',
  },
  run: async (context) => {
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'hand-over')
    const body = { environment: context.environment }
    const view = await client.post<HandedView>(pathOf(application, 'hand-over'), body)
    if (context.terminal.json) context.terminal.document('handed', view)
    else context.terminal.say(...linesOf(view))
    return 0
  },
}

export const takeBack: Verb = {
  more: [
    {
      en: 'Reads how things stand now and goes on from there. A rollout that was handed over goes back (--to returning), or goes on at the share of people that is read (--to moving).',
      fr: 'Lit l’état des choses et continue à partir de là. Un déploiement remis à une personne revient en arrière (--to returning), ou continue à la part des gens qui est lue (--to moving).',
    },
  ],
  options: [
    {
      flags: '--to <way>',
      says: {
        en: 'returning or moving; asked for where a rollout was handed over',
        fr: 'returning ou moving ; demandé là où un déploiement a été remis',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse take-back --to returning',
      says: { en: 'the rollout is taken back', fr: 'le déploiement est repris' },
    },
  ],
  json: { en: '{text,rollout,environment}', fr: '{text,rollout,environment}' },
  run: async (context, given) => {
    const to = wordOf(given, 'to')
    if (to !== null && to !== 'returning' && to !== 'moving') throw new ProblemError(badWay(to))
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'take-back')
    const body = { environment: context.environment, to }
    const done = await steady(context, () => client.post<DoneView>(pathOf(application, 'take-back'), body))
    if (context.terminal.json) context.terminal.document('done', done)
    else context.terminal.say(done.text)
    return 0
  },
}
