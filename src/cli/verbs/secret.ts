import type { CandidateView } from '../../engine/facade.ts'
import type { SecretSetView, SecretsView } from '../../engine/facade-secrets.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { pathOf, whichOne } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import * as say from '../messages-secrets.ts'
import { needFolder } from '../need-folder.ts'
import { readDuration } from '../numbers.ts'
import { secretLines } from '../render/secrets.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'
import { follow } from './ship.ts'

const nameOf = (given: Given, command: string): string => {
  const name = given.argument
  if (name === null) throw new ProblemError(say.nameMissing(command))
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(name)) throw new ProblemError(say.badSecretName(name))
  return name
}

/** The value as it came, without its last line break. */
const readValue = async (context: Context, name: string): Promise<string> => {
  const { input } = context.machine
  if (input.terminal) context.terminal.aside(say.typeIt(name))
  const bytes = await input.read()
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new ProblemError(say.inputNoText())
  }
  if (text.includes('\0')) throw new ProblemError(say.inputNoText())
  const value = text.replace(/\r?\n$/, '')
  if (value.trim() === '') throw new ProblemError(say.noInput())
  return value
}

const set = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  const name = nameOf(given, 'secret set')
  const timeout = readDuration(given, 'timeout')
  const value = await readValue(context, name)
  const client = await context.api('always')
  const application = await whichOne(context, client, 'secret set')
  const body = {
    environment: context.environment,
    component: wordOf(given, 'component'),
    name,
    value,
    later: isGiven(given, 'later'),
  }
  const taken = await steady(context, () => client.post<SecretSetView>(pathOf(application, 'secrets'), body))
  if (terminal.json) terminal.document('secret-set', { event: 'set', application, name, ...taken })
  else terminal.say(taken.text)
  if (taken.candidate === null || isGiven(given, 'detach')) return 0
  const { candidate, text } = taken
  const { commit } = await client.get<CandidateView>(`/v1/candidates/${candidate}`)
  return follow(context, client, { application, commit, candidate }, timeout, text)
}

const whichComponent = {
  flags: '--component <name>',
  says: {
    en: 'for this component alone; without: every one that declares it',
    fr: 'pour ce composant seul ; sans cela : tous ceux qui le déclarent',
  },
}

const argument = {
  name: { en: 'NAME', fr: 'NOM' },
  says: { en: 'the variable that instances find it in', fr: 'la variable où les instances le trouvent' },
}

export const secretSet: Verb = {
  argument,
  more: [
    {
      en: 'Reads the value from standard input (at a terminal: typed, not shown), seals it, and at once ships what runs in the environment with it, as a release of its own. The value then rules there, whatever ecluse.yaml says that it comes from, until ecluse secret unset.',
      fr: 'Lit la valeur sur l’entrée standard (à un terminal : tapée, non affichée), la scelle et livre aussitôt avec elle ce qui fonctionne dans l’environnement, comme une version à part entière. La valeur y fait ensuite foi, quoi que dise ecluse.yaml de sa provenance, jusqu’à ecluse secret unset.',
    },
  ],
  options: [
    whichComponent,
    {
      flags: '--later',
      says: { en: 'goes out with the next ship', fr: 'sort avec la prochaine livraison' },
    },
    { flags: '--detach', says: { en: 'returns at once', fr: 'rend la main aussitôt' } },
    {
      flags: '--timeout <duration>',
      says: {
        en: 'stops following after this time with code 5 or 6; without: what the plan may need',
        fr: 'cesse de suivre après ce temps avec le code 5 ou 6 ; sans cela : ce dont le plan peut avoir besoin',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse secret set DB_PASSWORD --environment production < password.txt',
      says: { en: 'sets it and ships it', fr: 'le fixe et le livre' },
    },
  ],
  json: {
    en: 'one line an event: {"event":"set",application,name,text,environment,candidate}, then as for ship where candidate is not null. Never the value.',
    fr: 'une ligne par événement : {"event":"set",application,name,text,environment,candidate}, puis comme pour ship si candidate n’est pas null. Jamais la valeur.',
  },
  run: set,
}

export const secretUnset: Verb = {
  argument,
  more: [
    {
      en: 'A value that was set no longer rules: the next ship takes it from where ecluse.yaml says again.',
      fr: 'Une valeur fixée ne fait plus foi : la prochaine livraison la prend de nouveau d’où l’indique ecluse.yaml.',
    },
  ],
  options: [whichComponent],
  examples: [
    {
      line: 'ecluse secret unset DB_PASSWORD --environment production',
      says: { en: 'back to its declared source', fr: 'retour à sa provenance déclarée' },
    },
  ],
  json: { en: '{text,environment,candidate:null}', fr: '{text,environment,candidate:null}' },
  run: async (context, given) => {
    const name = nameOf(given, 'secret unset')
    const client = await context.api('always')
    const application = await whichOne(context, client, 'secret unset')
    const body = { environment: context.environment, component: wordOf(given, 'component'), name }
    const done = await client.post<SecretSetView>(pathOf(application, 'secrets/unset'), body)
    if (context.terminal.json) context.terminal.document('secret', done)
    else context.terminal.say(done.text)
    return 0
  },
}

export const secretList: Verb = {
  more: [
    {
      en: 'Names, keyed digests, sources, when and by whom; never values. Equal digests of one name are equal values. Below what runs stands what was set and goes out with the next ship.',
      fr: 'Les noms, les empreintes à clé, la provenance, la date et l’auteur ; jamais les valeurs. Des empreintes égales d’un même nom sont des valeurs égales. Sous ce qui fonctionne figure ce qui a été fixé et sortira avec la prochaine livraison.',
    },
  ],
  examples: [
    {
      line: 'ecluse secret list --environment production',
      says: { en: 'what production has', fr: 'ce qu’a la production' },
    },
  ],
  json: {
    en: '{application,environment,release,secrets:[{component,name,running:{digest,source,at,by}|null,next}]}; component "": every one that declares it',
    fr: '{application,environment,release,secrets:[{component,name,running:{digest,source,at,by}|null,next}]} ; component "" : tous ceux qui le déclarent',
  },
  run: async (context) => {
    const { terminal } = context
    needFolder(context)
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'secret list')
    const query = { environment: context.environment }
    const view = await client.get<SecretsView>(pathOf(application, 'secrets'), query)
    if (terminal.json) terminal.document('secrets', view)
    else terminal.say(...secretLines(view, Date.now()))
    return 0
  },
}
