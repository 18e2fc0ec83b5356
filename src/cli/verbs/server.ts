import type { Text } from '../../kernel/text.ts'
import type { ExitCode } from '../exit.ts'
import { upAndRunning } from '../messages-server.ts'
import { type Context, type Given, type Verb, wordOf } from '../verb.ts'

const bring = async (context: Context, what: 'everything' | 'serving'): Promise<ExitCode> => {
  const { machine, terminal } = context
  const folder = context.open()
  await machine.bringUp(folder, what, (text) => terminal.aside(text))
  const running = await machine.running(folder)
  if (terminal.json) terminal.document('processes', { data: folder.root, ...running })
  else terminal.say(...upAndRunning(folder, running, what))
  return 0
}

const json: Text = {
  en: '{data,supervisor,dataPlane,controlPlane,runs}: process ids or null, and the keys of the runs',
  fr: '{data,supervisor,dataPlane,controlPlane,runs} : numéros de processus ou null, et les clés des révisions en fonction',
}

/** Recorded first: a control plane that runs is ended and reads it at its start. */
const withPolicy = async (context: Context, given: Given): Promise<ExitCode> => {
  const { machine } = context
  const file = wordOf(given, 'policy')
  if (file !== null) {
    const folder = context.open()
    await machine.recordFloor(folder, file === 'none' ? null : file)
    if ((await machine.running(folder)).controlPlane !== null) await machine.stop(folder, 'control-plane')
  }
  return bring(context, 'everything')
}

export const server: Verb = {
  onlyHere: true,
  options: [
    {
      flags: '--policy <file>',
      says: {
        en: 'a floor for every application here: policy keys under environments: { NAME | "*" }; read again at each start, and while it cannot be read nothing starts; none: no floor any more',
        fr: 'un plancher pour toutes les applications d’ici : des clés de politique sous environments: { NOM | "*" } ; relu à chaque démarrage, et tant qu’il est illisible rien ne part ; none : plus de plancher',
      },
    },
  ],
  more: [
    {
      en: 'It says where they run and returns: they keep each other alive in the background. ecluse ship does the same by itself.',
      fr: 'Elle dit où ils tournent et rend la main : ils se maintiennent l’un l’autre en arrière-plan. ecluse ship fait de même d’elle-même.',
    },
  ],
  examples: [
    {
      line: 'ecluse server',
      says: {
        en: 'supervisor, data plane, instances, control plane',
        fr: 'superviseur, plan de données, instances, plan de contrôle',
      },
    },
  ],
  json,
  run: withPolicy,
}

export const proxy: Verb = {
  onlyHere: true,
  more: [
    {
      en: 'After a reboot this alone brings back the last verified release of every environment on the same addresses.',
      fr: 'Après un redémarrage de la machine, elle seule remet la dernière version vérifiée de chaque environnement aux mêmes adresses.',
    },
  ],
  examples: [
    {
      line: 'ecluse proxy',
      says: { en: 'supervisor, data plane, instances', fr: 'superviseur, plan de données, instances' },
    },
  ],
  json,
  run: (context) => bring(context, 'serving'),
}
