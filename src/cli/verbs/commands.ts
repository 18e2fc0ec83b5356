import type { DoneView } from '../../engine/facade.ts'
import type { Text } from '../../kernel/text.ts'
import { pathOf, whichOne } from '../application.ts'
import { steady } from '../steady.ts'
import type { Verb } from '../verb.ts'

const command = (name: 'pause' | 'resume' | 'promote', more: Text, example: Text): Verb => ({
  more: [more],
  examples: [{ line: `ecluse ${name}`, says: example }],
  json: { en: '{text,rollout,environment}', fr: '{text,rollout,environment}' },
  run: async (context) => {
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, name)
    const done = await steady(context, () =>
      client.post<DoneView>(pathOf(application, name), { environment: context.environment }),
    )
    if (context.terminal.json) context.terminal.document('done', done)
    else context.terminal.say(done.text)
    return 0
  },
})

export const pause = command(
  'pause',
  {
    en: 'The rollout stays at its weight. The judge goes on: what it finds bad is still taken back.',
    fr: 'Le déploiement reste à sa proportion. Le juge continue : ce qu’il trouve mauvais est quand même repris.',
  },
  { en: 'holds the live rollout', fr: 'retient le déploiement en cours' },
)
export const resume = command(
  'resume',
  {
    en: 'Time begins to count again for the step under way.',
    fr: 'Le temps recommence à compter pour l’étape en cours.',
  },
  { en: 'goes on where it was paused', fr: 'reprend là où il était en pause' },
)
export const promote = command(
  'promote',
  {
    en: 'Ends the step under way without its proof, lets go a candidate that is held because it contains what was taken back, or ends the keeping of the release that was left.',
    fr: 'Termine l’étape en cours sans sa preuve, laisse partir une version admissible retenue parce qu’elle contient ce qui a été repris, ou met fin à la garde de la version quittée.',
  },
  { en: 'goes to the next step now', fr: 'passe tout de suite à l’étape suivante' },
)
