import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { ApiClient } from '../../api/client.ts'
import { sourceOf } from '../../config/decode.ts'
import { differences, explain, type Setting } from '../../config/explain.ts'
import type { ConfigView } from '../../engine/facade-secrets.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { same, type Text } from '../../kernel/text.ts'
import { configName, findConfig, pathOf, whichOne } from '../application.ts'
import { noConfigHere } from '../messages.ts'
import { fileHere, inForce, noDifference } from '../messages-secrets.ts'
import { needFolder } from '../need-folder.ts'
import { differenceLines, settingLines } from '../render/config.ts'
import { type Context, type Verb, wordOf } from '../verb.ts'

const ask = async (
  context: Context,
  client: ApiClient,
  environment: string | null,
  command: string,
): Promise<ConfigView> => {
  const application = await whichOne(context, client, command)
  return client.get<ConfigView>(pathOf(application, 'config'), { environment })
}

export const configShow: Verb = {
  more: [
    {
      en: 'Every key of the release that runs in the environment, with the value in force and where it comes from: a line of its ecluse.yaml, or a default. Of a secret: its source and keyed digest.',
      fr: 'Chaque clé de la version qui fonctionne dans l’environnement, avec la valeur en vigueur et sa provenance : une ligne de son ecluse.yaml, ou une valeur par défaut. Pour un secret : sa provenance et son empreinte à clé.',
    },
  ],
  examples: [
    {
      line: 'ecluse config show --environment production',
      says: { en: 'what rules in production', fr: 'ce qui fait foi en production' },
    },
  ],
  json: {
    en: '{application,environment,release,commit,settings:[{path:[...],value,from:"default"|{file,line,column},secret}]}; environment keys have the path ["environment",KEY,...]',
    fr: '{application,environment,release,commit,settings:[{path:[...],value,from:"default"|{file,line,column},secret}]} ; les clés de l’environnement ont le chemin ["environment",CLÉ,...]',
  },
  run: async (context) => {
    const { terminal } = context
    needFolder(context)
    const client = await context.api('unless-stopped')
    const view = await ask(context, client, context.environment, 'config show')
    if (terminal.json) terminal.document('config', view)
    else {
      const { application, environment, release, commit } = view
      terminal.say(
        inForce(application, environment, release, commit),
        ...settingLines(view.settings, terminal.columns),
      )
    }
    return 0
  },
}

/** What the file here would put in force; secrets have no values to compare. */
const here = (context: Context, environment: string): { name: Text; settings: readonly Setting[] } => {
  const file = findConfig(context.machine.folder)
  if (file === null) throw new ProblemError(noConfigHere(configName))
  const shown = relative(context.machine.folder, file) || configName
  return { name: fileHere(shown), settings: explain(sourceOf(shown, readFileSync(file)), environment) }
}

export const configDiff: Verb = {
  more: [
    {
      en: 'What is in force in the environment against ecluse.yaml here: what the next ship would change. With --with: against another environment.',
      fr: 'Ce qui est en vigueur dans l’environnement comparé à l’ecluse.yaml d’ici : ce que changerait la prochaine livraison. Avec --with : comparé à un autre environnement.',
    },
  ],
  options: [
    {
      flags: '--with <environment>',
      says: {
        en: 'another environment instead of the file here',
        fr: 'un autre environnement au lieu du fichier d’ici',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse config diff --environment production --with staging',
      says: { en: 'two environments', fr: 'deux environnements' },
    },
  ],
  json: {
    en: '{left,right,differences:[{path,left,right}]}: left and right are settings as config show gives them, or null',
    fr: '{left,right,differences:[{path,left,right}]} : left et right sont des réglages tels que les donne config show, ou null',
  },
  run: async (context, given) => {
    const { terminal } = context
    needFolder(context)
    const client = await context.api('unless-stopped')
    const left = await ask(context, client, context.environment, 'config diff')
    const other = wordOf(given, 'with')
    const right =
      other === null
        ? here(context, left.environment)
        : { name: same(other), settings: (await ask(context, client, other, 'config diff')).settings }
    const found = differences(left.settings, right.settings)
    const name = same(left.environment)
    if (terminal.json)
      terminal.document('differences', { left: name.en, right: right.name.en, differences: found })
    else terminal.say(...(found.length === 0 ? [noDifference] : differenceLines(found, [name, right.name])))
    return 0
  },
}
