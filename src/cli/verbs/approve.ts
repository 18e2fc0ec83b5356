import type { AskedView, StatementTaken } from '../../engine/facade-policy.ts'
import { notOverridable } from '../../engine/messages-policy.ts'
import { namespace, type Statement, statementText } from '../../identity/statement.ts'
import type { Digest } from '../../kernel/canonical.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Text } from '../../kernel/text.ts'
import { overridable } from '../../policy/gate-names.ts'
import { pathOf, whichOne } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import * as say from '../messages-policy.ts'
import { readNumber } from '../numbers.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'

type Signing = {
  readonly command: 'approve' | 'sign-off' | 'override'
  readonly action: Statement['action']
  readonly item: (asked: AskedView) => string | null
  readonly canary: boolean
  readonly release: number | null
  readonly note: string
}

/** What one needs to decide: what it is, who wrote it, what it loosens, and what holds it. */
const shown = (asked: AskedView): readonly Text[] => [
  say.about(asked.number, asked.environment, asked.subject, asked.commit),
  say.writtenBy(asked.authors),
  ...(asked.manifest === null ? [] : [say.manifestLine(asked.manifest)]),
  ...asked.gates.flatMap(({ verdict }) =>
    verdict.outcome === 'pass' ? [] : verdict.reasons.map(({ text }) => text),
  ),
]

const statementOf = (
  asked: AskedView,
  manifest: Digest,
  { action, item, note }: Signing,
  given: Given,
): Statement => ({
  format: 'ecluse-statement/1',
  application: asked.application,
  environment: asked.environment,
  action,
  item: item(asked),
  manifest,
  loosens: action === 'approve' ? asked.loosens : null,
  role: wordOf(given, 'as'),
  note,
  // The server's clock: a statement of tomorrow counts for nothing.
  signedAt: asked.now,
  expires: asked.now + asked.expires,
})

const send = async (context: Context, given: Given, signing: Signing): Promise<ExitCode> => {
  const { terminal, machine, environment } = context
  const client = await context.api('always')
  const application = await whichOne(context, client, signing.command)
  const candidate = readNumber('--candidate', wordOf(given, 'candidate'))
  const { canary, release } = signing
  const query = { environment, candidate, release, canary: canary ? 'true' : null }
  const asked = await client.get<AskedView>(pathOf(application, 'asked'), query)
  if (asked.manifest === null) throw new ProblemError(say.notBuilt)
  terminal.say(...shown(asked))
  const text = statementText(statementOf(asked, asked.manifest, signing, given))
  const key = wordOf(given, 'key')
  const overrides = signing.action === 'override'
  const signs = overrides ? asked.overrideSigned : asked.signed
  const signature = signs || key !== null ? await machine.sign(text, key, namespace) : null
  const said = { environment: asked.environment, text, signature }
  const [path, body] = overrides
    ? (['override', { ...said, candidate: asked.number }] as const)
    : (['statements', said] as const)
  const taken = await steady(context, () => client.post<StatementTaken>(pathOf(application, path), body))
  if (terminal.json) terminal.document('signed', { ...taken, statement: text, signature })
  else terminal.say(taken.text)
  return 0
}

const options = [
  {
    flags: '--candidate <number>',
    says: {
      en: 'this candidate; without: the one that waits for people, or is under way',
      fr: 'cette version admissible ; sans cela : celle qui attend des gens, ou qui est en cours',
    },
  },
  {
    flags: '--as <role>',
    says: { en: 'counts for this role alone', fr: 'ne compte que pour ce rôle' },
  },
  { flags: '--note <text>', says: { en: 'stands in what is signed', fr: 'figure dans ce qui est signé' } },
  {
    flags: '--key <file>',
    says: {
      en: 'your private key, the public half of one that your agent or a security key holds, or the SHA256:... of one in the agent; without: the first in ~/.ssh, then in the agent',
      fr: 'votre clé privée, la moitié publique d’une clé que détient votre agent ou une clé de sécurité, ou le SHA256:... d’une clé de l’agent ; sans cela : la première de ~/.ssh, puis de l’agent',
    },
  },
] as const

const json = {
  en: '{text,id,environment,candidate,statement,signature}: what was signed, and the armored signature; ssh-keygen -Y verify -n ecluse checks it alone',
  fr: '{text,id,environment,candidate,statement,signature} : ce qui a été signé, et la signature ; ssh-keygen -Y verify -n ecluse la vérifie seul',
}

export const approve: Verb = {
  more: [
    {
      en: 'Signs, by your own ssh key, that this manifest may go: the green light before it starts, or with --canary that the canary may widen. It counts for that digest, that environment and a limited time, by the approvers in force, which come from the release that runs. Where nobody is named there, an administrator’s word counts, unsigned.',
      fr: 'Signe, avec votre propre clé ssh, que ce manifeste peut partir : le feu vert avant le départ, ou avec --canary que le canari peut s’élargir. Cela vaut pour cette empreinte, cet environnement et un temps limité, d’après les approbateurs en vigueur, ceux de la version qui fonctionne. Où personne n’est nommé, la parole d’un administrateur compte, sans signature.',
    },
  ],
  options: [
    ...options,
    {
      flags: '--canary',
      says: { en: 'the canary may widen', fr: 'le canari peut s’élargir' },
    },
  ],
  examples: [
    {
      line: 'ecluse approve --environment production --as product-manager --note "read the notes"',
      says: { en: 'the green light of a product manager', fr: 'le feu vert d’une gestionnaire de produit' },
    },
  ],
  json,
  run: (context, given) => {
    const canary = isGiven(given, 'canary')
    return send(context, given, {
      command: 'approve',
      action: canary ? 'canary' : 'approve',
      canary,
      release: null,
      note: wordOf(given, 'note') ?? '',
      item: (asked) => {
        if (!canary) return null
        if (asked.canary === null) throw new ProblemError(say.noCanary(asked.environment))
        return asked.canary
      },
    })
  },
}

export const signOff: Verb = {
  argument: {
    name: { en: 'ITEM', fr: 'POINT' },
    says: { en: 'its name in the checklist', fr: 'son nom dans la liste de contrôle' },
  },
  more: [
    {
      en: 'Signs an item of the checklist in force, by your own ssh key; your role must be its owner. It counts for this manifest: another digest has to be looked at again. Of a link, the note is the address.',
      fr: 'Signe un point de la liste de contrôle en vigueur, avec votre propre clé ssh ; votre rôle doit en être le responsable. Cela vaut pour ce manifeste : une autre empreinte est à examiner de nouveau. Pour un lien, la note est l’adresse.',
    },
  ],
  options: [
    ...options,
    {
      flags: '--release <number>',
      says: { en: 'what this release left to do', fr: 'ce que cette version a laissé à faire' },
    },
  ],
  examples: [
    {
      line: 'ecluse sign-off support-told --note "mail of Tuesday"',
      says: { en: 'support knows', fr: 'le soutien est au courant' },
    },
  ],
  json,
  run: async (context, given) => {
    const name = given.argument
    if (name === null) throw new ProblemError(say.needs('ITEM', 'sign-off'))
    return send(context, given, {
      command: 'sign-off',
      action: 'sign-off',
      canary: false,
      release: readNumber('--release', wordOf(given, 'release')),
      note: wordOf(given, 'note') ?? '',
      item: () => name,
    })
  },
}

export const override: Verb = {
  argument: {
    name: { en: 'GATE', fr: 'CONTRÔLE' },
    says: {
      en: 'calendar, approvals, checklist, lost-commits, migrations or rehearsed',
      fr: 'calendar, approvals, checklist, lost-commits, migrations ou rehearsed',
    },
  },
  more: [
    {
      en: 'Lets one candidate pass one gate once: signed by the ssh key of an administrator, or where none comes in by a key by that of an approver; where nobody may sign, an administrator’s word counts, unsigned. Everybody who follows hears it, and it stands with the release for ever. A freeze that comes afterwards still counts.',
      fr: 'Laisse une version admissible passer un contrôle une fois : signé avec la clé ssh d’un administrateur, ou, si aucun n’entre par une clé, avec celle d’un approbateur ; où personne ne peut signer, la parole d’un administrateur compte, sans signature. Tous ceux qui suivent l’apprennent, et cela reste avec la version pour toujours. Un gel décidé ensuite compte quand même.',
    },
  ],
  options: [
    { flags: '--why <reason>', says: { en: 'why; required', fr: 'pourquoi ; obligatoire' } },
    options[0],
    options[3],
  ],
  examples: [
    {
      line: 'ecluse override calendar --environment production --why "the login is broken"',
      says: { en: 'outside the window, this once', fr: 'hors de la fenêtre, cette fois' },
    },
  ],
  json,
  run: async (context, given) => {
    const [gate, why] = [given.argument, wordOf(given, 'why')]
    if (gate === null) throw new ProblemError(say.needs('GATE', 'override'))
    if (why === null || why.trim() === '') throw new ProblemError(say.needs('--why', 'override'))
    if (!overridable.includes(gate)) throw new ProblemError(notOverridable(gate, overridable))
    return send(context, given, {
      command: 'override',
      action: 'override',
      canary: false,
      release: null,
      note: why.trim(),
      item: () => gate,
    })
  },
}
