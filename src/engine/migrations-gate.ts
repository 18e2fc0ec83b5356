import type { GateVerdict } from '../gates/types.ts'
import { formatPlace } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { pass, type Reason } from '../kernel/verdict.ts'
import { classOf, counted } from '../migrations/classify.ts'
import { migrationsVerdict, type Question } from '../migrations/gate.ts'
import { classNames } from '../migrations/messages.ts'
import type { Fault } from '../migrations/pending.ts'
import type { Finding } from '../migrations/types.ts'
import type { Candidate, Context, Environment } from '../records/types.ts'
import * as words from './messages-migrations.ts'
import { type ToRun, toRunIn } from './migrations.ts'
import type { Works } from './works.ts'

/** More of them are counted, not listed. */
const most = 6

const faultReason =
  ({ component, folder }: ToRun) =>
  ({ kind, name, ran }: Fault): Reason => {
    const what = words.mark(component, folder ?? '', name)
    const values = { component, file: name, release: ran.release }
    switch (kind) {
      case 'edited':
        return {
          code: 'migration-edited',
          text: words.edited(what, ran.release),
          values,
          change: words.editedChange,
        }
      case 'missing':
        return {
          code: 'migration-missing',
          text: words.missing(what, ran.release),
          values,
          change: words.missingChange,
        }
      case 'out-of-order':
        return {
          code: 'migration-out-of-order',
          text: words.outOfOrder(what, ran.name, ran.release),
          values,
          change: words.outOfOrderChange(ran.name),
        }
    }
  }

/** `db/migrations/003.sql:4:1 breaks: renames name: ...`. */
export const placedText = ({ place, class: is, why, declared }: Finding): Text => {
  const at = formatPlace(place)
  const word = declared === undefined ? { en: '', fr: '' } : words.declaredAs(declared)
  return {
    en: `${at} ${classNames[is].en}: ${why.en}${word.en}`,
    fr: `${at} ${classNames[is].fr} : ${why.fr}${word.fr}`,
  }
}

/** The same with the component before it. */
const findingText = (component: string, finding: Finding): Text => {
  const { en, fr } = placedText(finding)
  return { en: `${component}: ${en}`, fr: `${component} : ${fr}` }
}

const riskReason =
  (environment: string, component: string) =>
  (finding: Finding): Reason => ({
    code: finding.class === 'breaks' ? 'migration-breaks' : 'migration-unknown',
    text: findingText(component, finding),
    values: { component, place: formatPlace(finding.place), says: finding.says, by: 'person' },
    change: finding.class === 'breaks' ? words.breaksChange(environment) : words.unknownChange(environment),
  })

const bounded = (reasons: readonly Reason[], code: string): readonly Reason[] =>
  reasons.length <= most
    ? reasons
    : [...reasons.slice(0, most), { code, text: words.andMore(reasons.length - most) }]

const declaresNone = ({ config }: Candidate): boolean =>
  config.components.every(({ migrations }) => migrations === undefined)

/** What the gate of schema changes is asked; null: the candidate declares none. */
const questionOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  accepted: Question['accepted'],
): Promise<Question | null> => {
  if (declaresNone(candidate)) return null
  const all = await toRunIn(works, row, candidate)
  const expanding = all.filter(({ phase }) => phase === 'expand')
  const risks = expanding.flatMap(({ component, findings }) =>
    findings.filter((one) => counted(one) !== 'expands').map(riskReason(row.name, component)),
  )
  const declared = expanding.flatMap(({ component, findings }) =>
    findings
      .filter((one) => one.declared !== undefined)
      .map((one): Reason => ({ code: 'migration-declared', text: findingText(component, one) })),
  )
  const byWord = expanding
    .filter(({ folder }) => folder === null)
    .map(({ component }): Reason => ({ code: 'migration-by-word', text: words.byWord(component) }))
  return {
    running: row.deployed !== null,
    pending: expanding.reduce((sum, { pending }) => sum + pending.length, 0),
    faults: bounded(
      all.flatMap((one) => one.faults.map(faultReason(one))),
      'migration-faults',
    ),
    risks: bounded(risks, 'migration-risks'),
    asides: bounded([...declared, ...byWord], 'migration-asides'),
    accepted,
  }
}

/** Reads git: never call it in a transaction. */
export const migrationGate = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  accepted: Question['accepted'],
): Promise<GateVerdict> => {
  const question = await questionOf(works, row, candidate, accepted)
  return { gate: 'migrations', verdict: question === null ? pass() : migrationsVerdict(question) }
}

/** What a rollout that begins is to know of the schema changes that it brings. */
export type Migrating = Pick<Context, 'migrations'> & { readonly wayBack?: 'person' }

/** The gate has passed: what may break the running release was accepted by a person. Reads git. */
export const migratingOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
): Promise<Migrating> => {
  if (declaresNone(candidate)) return {}
  const all = await toRunIn(works, row, candidate)
  const risky = all.some(
    ({ phase, findings }) => phase === 'expand' && findings.some((one) => counted(one) !== 'expands'),
  )
  return {
    migrations: all.map(({ component, phase, folder, pending, findings }) => ({
      component,
      phase,
      ...(folder === null ? { byWord: true as const } : {}),
      files: pending.map(({ name, digest }) => ({ name, digest })),
      class: classOf(findings),
    })),
    ...(risky && row.deployed !== null ? { wayBack: 'person' } : {}),
  }
}
