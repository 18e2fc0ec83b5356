import type { ExitCode } from '../exit.ts'
import { controlPlaneStopped, everythingStopped, nothingRan } from '../messages-server.ts'
import { type Context, type Given, isGiven, type Verb } from '../verb.ts'

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { machine, terminal } = context
  const what = isGiven(given, 'all') ? 'everything' : 'control-plane'
  const before = context.exists() ? await machine.running(context.open()) : null
  const idle = before === null || Object.values(before).every((one) => one === null || Array.isArray(one))
  if (context.exists()) await machine.stop(context.open(), what)
  if (terminal.json) terminal.document('stopped', { data: context.data, stopped: what, before })
  else if (idle || before === null) terminal.say(nothingRan(context.data))
  else terminal.say(...(what === 'everything' ? everythingStopped(before) : controlPlaneStopped(before)))
  return 0
}

export const stop: Verb = {
  onlyHere: true,
  more: [
    {
      en: 'On purpose, and marked first, so that nothing starts it again by itself. Without --all what serves people goes on.',
      fr: 'Volontairement, et noté d’abord, pour que rien ne le relance de soi-même. Sans --all, ce qui sert les gens continue.',
    },
  ],
  options: [
    {
      flags: '--all',
      says: {
        en: 'instances, data plane and supervisor too: people are refused',
        fr: 'aussi les instances, le plan de données et le superviseur : les gens sont refusés',
      },
    },
  ],
  examples: [
    { line: 'ecluse stop', says: { en: 'the control plane alone', fr: 'le plan de contrôle seul' } },
    {
      line: 'ecluse stop --all',
      says: { en: 'everything of this data folder', fr: 'tout ce qui relève de ce dossier de données' },
    },
  ],
  json: {
    en: '{data,stopped,before}: before is what was running, {supervisor,dataPlane,controlPlane,runs} or null',
    fr: '{data,stopped,before} : before est ce qui tournait, {supervisor,dataPlane,controlPlane,runs} ou null',
  },
  run,
}
