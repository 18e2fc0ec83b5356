import type { Statement } from '../identity/statement.ts'
import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import { instantText } from '../kernel/time.ts'
import type { StoredFreeze } from '../records/freezes.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const nothingAsked = (environment: string): Problem => ({
  code: 'nothing-asked',
  kind: 'conflict',
  message: text(
    `nothing waits in ${environment}, and nothing is on its way`,
    `rien n’attend dans ${environment}, et rien n’est en cours`,
  ),
  todo: text('ecluse status shows what does', 'ecluse status montre ce qui l’est'),
})

export const noSuchCandidate = (number: number, environment: string): Problem => ({
  code: 'unknown-candidate',
  kind: 'not-found',
  message: text(
    `candidate ${number} neither waits in ${environment} nor is on its way there`,
    `la version admissible ${number} n’attend pas dans ${environment} et n’y est pas en cours`,
  ),
  todo: text('ecluse status shows what does', 'ecluse status montre ce qui l’est'),
})

export const notBuiltYet = (number: number): Problem => ({
  code: 'not-built-yet',
  kind: 'conflict',
  message: text(
    `candidate ${number} is not built yet: there is nothing to sign`,
    `la version admissible ${number} n’est pas encore construite : il n’y a rien à signer`,
  ),
  todo: text('wait until it is built: ecluse status', 'attendez qu’elle soit construite : ecluse status'),
})

export const noStatement = (): Problem => ({
  code: 'signature-malformed',
  kind: 'usage',
  message: text('this is no statement of Écluse', 'ceci n’est pas une déclaration d’Écluse'),
  expected: text(
    'canonical JSON as ecluse approve writes it',
    'du JSON canonique tel que l’écrit ecluse approve',
  ),
  todo: text('sign with ecluse approve', 'signez avec ecluse approve'),
})

export const refusedStatement = (code: Code, message: Text): Problem => ({
  code,
  kind: 'refused',
  message,
  todo: text('ecluse why shows what is asked', 'ecluse why montre ce qui est demandé'),
})

export const mustSign = (): Problem => ({
  code: 'unsigned',
  kind: 'refused',
  message: text(
    'there are approvers in force here: a statement without a signature counts for nothing',
    'des approbateurs sont en vigueur ici : une déclaration sans signature ne compte pas',
  ),
  todo: text('give your key: ecluse approve --key FILE', 'donnez votre clé : ecluse approve --key FICHIER'),
})

export const mustSignOverride = (names: readonly string[]): Problem => ({
  code: 'unsigned',
  kind: 'refused',
  message: text(
    'an override is signed here: without a signature it counts for nothing',
    'passer outre se signe ici : sans signature, cela ne compte pas',
  ),
  expected: say(
    (f) => `the signature of ${f.list(names)}`,
    (f) => `la signature de ${f.list(names)}`,
  ),
  todo: text(
    'give your key: ecluse override GATE --why REASON --key FILE',
    'donnez votre clé : ecluse override CONTRÔLE --why RAISON --key FICHIER',
  ),
})

export const noReason = (): Problem => ({
  code: 'why-missing',
  kind: 'usage',
  message: text('an override has to say why', 'passer outre demande une raison'),
  expected: text('a reason that others can read later', 'une raison que d’autres pourront lire plus tard'),
  todo: text('give it: --why REASON', 'donnez-la : --why RAISON'),
})

export const alreadyUsed = (number: number): Problem => ({
  code: 'statement-used',
  kind: 'refused',
  message: text(
    `this statement let candidate ${number} pass: it counts once`,
    `cette déclaration a laissé passer la version admissible ${number} : elle ne compte qu’une fois`,
  ),
  todo: text(
    'sign another one: ecluse override GATE --why REASON',
    'signez-en une autre : ecluse override CONTRÔLE --why RAISON',
  ),
})

export const adminOnly = (): Problem => ({
  code: 'not-allowed',
  kind: 'refused',
  message: text(
    'without a signature only an administrator may approve',
    'sans signature, seul un administrateur peut approuver',
  ),
  expected: text('the role admin', 'le rôle admin'),
  todo: text(
    'ask an administrator, or name approvers in ecluse.yaml',
    'demandez à un administrateur, ou nommez des approbateurs dans ecluse.yaml',
  ),
})

export const noItem = (item: string, known: readonly string[]): Problem => ({
  code: 'unknown-item',
  kind: 'not-found',
  message: text(
    `the checklist in force has no item “${item}” that people sign`,
    `la liste de contrôle en vigueur n’a pas de point « ${item} » que signent des personnes`,
  ),
  todo:
    known.length === 0
      ? text('ecluse checklist shows the items', 'ecluse checklist montre les points')
      : say(
          (f) => `name one of ${f.list(known)}`,
          (f) => `nommez l’un de ceux-ci : ${f.list(known)}`,
        ),
})

export const notTheOwner = (item: string, owner: string): Problem => ({
  code: 'role-not-theirs',
  kind: 'refused',
  message: text(
    `${item} is signed by the role ${owner}, which this key does not have`,
    `${item} est signé par le rôle ${owner}, que cette clé n’a pas`,
  ),
  todo: text('ask somebody who has it: ecluse checklist', 'demandez à qui l’a : ecluse checklist'),
})

export const notOverridable = (gate: string, known: readonly string[]): Problem => ({
  code: 'not-overridable',
  kind: 'usage',
  message: text(
    `no right lets anybody pass the gate “${gate}”`,
    `aucun droit ne fait passer le contrôle « ${gate} »`,
  ),
  expected: say(
    (f) => `one of ${f.list(known)}`,
    (f) => `l’un de ceux-ci : ${f.list(known)}`,
  ),
  todo: text('ecluse why shows what holds it', 'ecluse why montre ce qui la retient'),
})

export const alreadyOver = (): Problem => ({
  code: 'freeze-over',
  kind: 'usage',
  message: text('this end is over already', 'cette fin est déjà passée'),
  expected: text('an instant that is still to come', 'un instant à venir'),
  todo: text('give a later --until, or none', 'donnez un --until plus tard, ou aucun'),
})

export const noFreeze = (id: string | null): Problem => ({
  code: 'no-freeze',
  kind: 'not-found',
  message:
    id === null
      ? text('nothing is frozen here', 'rien n’est gelé ici')
      : text(`there is no freeze ${id} here`, `il n’y a pas de gel ${id} ici`),
  todo: text(
    'ecluse status shows what is frozen; a freeze of the file is taken out there',
    'ecluse status montre ce qui est gelé ; un gel du fichier se retire là',
  ),
})

const verbs: Readonly<Record<Statement['action'], readonly [string, string]>> = {
  approve: ['approved', 'a approuvé'],
  canary: ['signed off the canary of', 'a approuvé le canari de'],
  'sign-off': ['signed off', 'a signé'],
  override: ['overrode', 'a outrepassé'],
}

/** Who said what, for the ledger and those who follow. */
export const stated = (
  said: Statement,
  who: string,
  number: number,
  environment: string,
  signed: boolean,
): Text => {
  const [en, fr] = verbs[said.action]
  const item = said.action === 'sign-off' || said.action === 'override' ? `${said.item ?? ''} ` : ''
  const note = said.note === '' ? '' : `: ${said.note}`
  const noteFr = said.note === '' ? '' : ` : ${said.note}`
  return text(
    `${who} ${en} ${item === '' ? '' : `${item}for `}candidate ${number} in ${environment}${signed ? '' : ', unsigned'}${note}`,
    `${who} ${fr} ${item === '' ? '' : `${item}pour `}la version admissible ${number} dans ${environment}${signed ? '' : ', sans signature'}${noteFr}`,
  )
}

const whole = text('the whole server', 'tout le serveur')

export const frozen = ({ application, until, why, except, actor }: Omit<StoredFreeze, 'thawed'>): Text => {
  const what = application === null ? whole : text(application, application)
  const end =
    until === null
      ? text('until somebody thaws it', 'jusqu’au dégel')
      : text(`until ${instantText(until)}`, `jusqu’à ${instantText(until)}`)
  const but =
    except === null ? text('', '') : text(`, but for the label ${except}`, `, sauf l’étiquette ${except}`)
  return text(
    `${actor.name} froze ${what.en} ${end.en}${but.en}: ${why}`,
    `${actor.name} a gelé ${what.fr} ${end.fr}${but.fr} : ${why}`,
  )
}

export const thawed = (application: string | null, count: number, by: string): Text => {
  const what = application === null ? whole : text(application, application)
  return say(
    (f) => `${by} thawed ${what.en} (${f.count(count)})`,
    (f) => `${by} a dégelé ${what.fr} (${f.count(count)})`,
  )
}

export const freezesNow = (count: number): Text =>
  count === 0
    ? text('nothing is frozen', 'rien n’est gelé')
    : say(
        (f) => `frozen: ${f.count(count)}`,
        (f) => `gelé : ${f.count(count)}`,
      )

export const olderThanKept = (to: number, kept: number, candidate: number): Text =>
  say(
    (f) =>
      `release ${to} is older than the ${f.count(kept)} that are kept to go back to: it goes through all gates, as candidate ${candidate}`,
    (f) =>
      `la version ${to} est plus ancienne que les ${f.count(kept)} gardées pour y revenir : elle passe tous les contrôles, comme version admissible ${candidate}`,
  )

export const olderWhileLive = (to: number, environment: string): Problem => ({
  code: 'older-than-kept',
  kind: 'conflict',
  message: text(
    `release ${to} is older than those that are kept to go back to: it goes through all gates, and a rollout is on its way in ${environment}`,
    `la version ${to} est plus ancienne que celles gardées pour y revenir : elle passe tous les contrôles, et un déploiement est en cours dans ${environment}`,
  ),
  todo: text(
    `ecluse rollback --environment ${environment} first, then ecluse rollback --to ${to}`,
    `d’abord ecluse rollback --environment ${environment}, puis ecluse rollback --to ${to}`,
  ),
})
