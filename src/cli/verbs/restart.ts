import type { DoneView } from '../../engine/facade.ts'
import { pathOf, whichOne } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import { followRollout } from '../follow-rollout.ts'
import { readDuration } from '../numbers.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, isGiven, type Verb } from '../verb.ts'

const fifteenMinutes = 900_000

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  const timeout = readDuration(given, 'timeout') ?? fifteenMinutes
  const client = await context.api('always')
  const application = await whichOne(context, client, 'restart')
  const body = { environment: context.environment, component: given.argument }
  const done = await steady(context, () => client.post<DoneView>(pathOf(application, 'restart'), body))
  if (terminal.json) terminal.document('begun', { event: 'begun', ...done })
  else terminal.say(done.text)
  if (isGiven(given, 'detach')) return 0
  return followRollout(context, client, application, done, timeout)
}

export const restart: Verb = {
  argument: {
    name: { en: 'COMPONENT', fr: 'COMPOSANT' },
    says: { en: 'which one; without: all of them', fr: 'lequel ; sans cela : tous' },
  },
  more: [
    {
      en: 'The same release, the same revisions: each new instance is ready before an old one is drained. The secret that forces a version is drawn anew.',
      fr: 'La même version, les mêmes révisions : chaque nouvelle instance est prête avant qu’une ancienne soit vidée. Le secret qui impose une version est tiré de nouveau.',
    },
  ],
  options: [
    { flags: '--detach', says: { en: 'returns at once', fr: 'rend la main aussitôt' } },
    {
      flags: '--timeout <duration>',
      says: {
        en: 'stops following after this time with code 6; without: 15m',
        fr: 'cesse de suivre après ce temps avec le code 6 ; sans cela : 15m',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse restart web',
      says: { en: 'replaces the instances of web', fr: 'remplace les instances de web' },
    },
  ],
  json: {
    en: 'one line an event: {"event":"begun",text,rollout,environment}, {"event":"happening",happening}, and last {"event":"end",exit,rollout,environment,outcome,summary}.',
    fr: 'une ligne par événement : {"event":"begun",text,rollout,environment}, {"event":"happening",happening}, et pour finir {"event":"end",exit,rollout,environment,outcome,summary}.',
  },
  run,
}
