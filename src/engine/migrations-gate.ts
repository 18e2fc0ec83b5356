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
import { crossedBy } from './crossed.ts'
import * as words from './messages-migrations.ts'
import * as printed from './messages-printed.ts'
import { type ToRun, toRunIn } from './migrations.ts'
import { evidenceName } from './printed.ts'
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

/** The same with the component before it. */
const findingText = ({ component, printed }: ToRun, finding: Finding): Text => {
  const { en, fr } = printed === true ? words.printedText(finding) : words.placedText(finding)
  return { en: `${component}: ${en}`, fr: `${component} : ${fr}` }
}

const riskReason =
  (environment: string, from: ToRun) =>
  (finding: Finding): Reason => {
    const breaks = finding.class === 'breaks'
    const ways = from.printed === true ? printedWays : fileWays
    return {
      code: breaks ? 'migration-breaks' : 'migration-unknown',
      text: findingText(from, finding),
      values: {
        component: from.component,
        place: formatPlace(finding.place),
        says: finding.says,
        by: 'person',
      },
      change: (breaks ? ways.breaks : ways.unknown)(environment),
    }
  }

const fileWays = { breaks: words.breaksChange, unknown: words.unknownChange }
const printedWays = { breaks: printed.breaksChange, unknown: printed.unknownChange }

/** Printed SQL that is not there: being asked for, or why not. */
const unreadReasons = (environment: string, { component, unread }: ToRun): readonly Reason[] => {
  if (unread === undefined) return []
  const { pair, printed: known } = unread
  const values = { component, place: pair.name }
  if (known.kind === 'open') {
    const text = printed.asking(component, pair.name, pair.command.run)
    return [{ code: 'migration-asked', text, values }]
  }
  const text = {
    en: `${component}: ${pair.name} ${classNames.unknown.en}: ${known.why.en}`,
    fr: `${component} : ${pair.name} ${classNames.unknown.fr} : ${known.why.fr}`,
  }
  const change = printed.unreadChange(environment)
  return [{ code: 'migration-unknown', text, values: { ...values, by: 'person' }, change }]
}

const bounded = (reasons: readonly Reason[], code: string): readonly Reason[] =>
  reasons.length <= most
    ? reasons
    : [...reasons.slice(0, most), { code, text: words.andMore(reasons.length - most) }]

const isByWord = ({ folder, printed: isPrinted }: ToRun): boolean => folder === null && isPrinted !== true

const declaresNone = ({ config }: Candidate): boolean =>
  config.components.every(({ migrations }) => migrations === undefined)

/** Of a release that is gone back to: what it lacks, and stands, does not have to be in it. Of all others everything has. */
const stoodWithout = async (works: Works, row: Environment, candidate: Candidate) => {
  const { asked } = candidate.config
  const back = asked?.kind === 'rollback' || (asked?.kind === 'manifest' && asked.backwards !== null)
  const safe = back ? (await crossedBy(works, row, candidate, 0)).filter(({ is }) => is === 'safe') : []
  return ({ component, phase }: ToRun, { kind, name }: Fault): boolean =>
    kind === 'missing' &&
    safe.some((one) => one.component === component && one.phase === phase && one.file === name)
}

/** What the gate of schema changes is asked; null: the candidate declares none. */
const questionOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  accepted: Question['accepted'],
): Promise<Question | null> => {
  if (declaresNone(candidate)) return null
  const all = await toRunIn(works, row, candidate)
  const harmless = await stoodWithout(works, row, candidate)
  const expanding = all.filter(({ phase }) => phase === 'expand')
  const unread = expanding.flatMap((one) => unreadReasons(row.name, one))
  const asked = unread.filter(({ code }) => code === 'migration-asked')
  const failed = unread.filter((one) => !asked.includes(one))
  const risks = expanding.flatMap((one) =>
    one.findings.filter((finding) => counted(finding) !== 'expands').map(riskReason(row.name, one)),
  )
  const declared = expanding.flatMap((from) =>
    from.findings
      .filter((one) => one.declared !== undefined)
      .map((one): Reason => ({ code: 'migration-declared', text: findingText(from, one) })),
  )
  const byWord = expanding
    .filter(isByWord)
    .map(({ component }): Reason => ({ code: 'migration-by-word', text: words.byWord(component) }))
  return {
    running: row.deployed !== null,
    pending: expanding.reduce((sum, { pending }) => sum + pending.length, 0),
    faults: bounded(
      all.flatMap((one) => one.faults.filter((fault) => !harmless(one, fault)).map(faultReason(one))),
      'migration-faults',
    ),
    asked,
    risks: bounded([...failed, ...risks], 'migration-risks'),
    // Without a release that it could break, what cannot be read is only said.
    asides: bounded([...(row.deployed === null ? failed : []), ...declared, ...byWord], 'migration-asides'),
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
    ({ phase, findings, unread }) =>
      phase === 'expand' && (unread !== undefined || findings.some((one) => counted(one) !== 'expands')),
  )
  return {
    migrations: all.map((one) => ({
      component: one.component,
      phase: one.phase,
      ...(isByWord(one) ? { byWord: true as const } : {}),
      ...(one.dialect === 'sqlite' ? { dialect: one.dialect } : {}),
      ...(one.pair === undefined ? {} : { printed: { to: one.pair.to, name: evidenceName(one.pair) } }),
      files: one.pending.map(({ name, digest }) => ({ name, digest })),
      class: one.unread === undefined ? classOf(one.findings) : 'unknown',
    })),
    ...(risky && row.deployed !== null ? { wayBack: 'person' } : {}),
  }
}
