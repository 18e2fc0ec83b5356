import type { Text } from '../../kernel/text.ts'
import type { ExitCode } from '../exit.ts'
import { upAndRunning } from '../messages-server.ts'
import type { Context, Verb } from '../verb.ts'

const bring = async (context: Context, what: 'everything' | 'serving'): Promise<ExitCode> => {
  const { machine, terminal } = context
  const folder = context.open()
  await machine.bringUp(folder, what, (text) => terminal.aside(text))
  const running = await machine.running(folder)
  if (terminal.json) terminal.document({ data: folder.root, ...running })
  else terminal.say(...upAndRunning(folder, running, what))
  return 0
}

const json: Text = {
  en: '{data,supervisor,dataPlane,controlPlane,runs}: process ids or null, and the keys of the runs',
  fr: '{data,supervisor,dataPlane,controlPlane,runs} : numéros de processus ou null, et les clés des révisions en fonction',
}

export const server: Verb = {
  onlyHere: true,
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
  run: (context) => bring(context, 'everything'),
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
