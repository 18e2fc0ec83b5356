import { calendarOf } from '../calendar/calendar.ts'
import type { Calendar, Freeze } from '../calendar/types.ts'
import { within } from '../calendar/within.ts'
import type { GateVerdict } from '../gates/types.ts'
import { readStatement } from '../identity/statement.ts'
import type { Text } from '../kernel/text.ts'
import { hold, pass, together, type Verdict } from '../kernel/verdict.ts'
import { approvalsVerdict, looseningVerdict, type PeopleQuestion } from '../policy/approvals.ts'
import { loosensLines } from '../policy/loosens.ts'
import * as words from '../policy/messages.ts'
import type { Author, Policy, Received } from '../policy/types.ts'
import { windowVerdict } from '../policy/window.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { freezesOf, type StoredFreeze } from '../records/freezes.ts'
import type { Records } from '../records/handle.ts'
import { type StoredStatement, statementsOf } from '../records/statements.ts'
import type { Candidate, Environment, Rollout } from '../records/types.ts'
import type { Override } from './facade.ts'
import { manifestGates } from './manifest-gates.ts'
import { migrationGate } from './migrations-gate.ts'
import { type Overrides, overriddenBy, overridesNow, withFallen } from './overrides.ts'
import { floorOf, policiesOf, type Ruling, rulingOf } from './policy-in-force.ts'
import { remembered } from './remembered.ts'
import { type Ahead, aheadOf } from './step-times.ts'
import type { Works } from './works.ts'

export const receivedOf = ({ id, text, signature, actor, at }: StoredStatement): readonly Received[] => {
  const statement = readStatement(text)
  return statement === null ? [] : [{ id, text, statement, signature, by: actor.name, at }]
}

/** Everybody who wrote a part of it since what runs; of a first release of its own commit. */
export const authorsOf = (
  works: Works,
  row: Environment,
  candidate: Candidate,
): Promise<readonly Author[] | null> => {
  const since = row.deployed?.commit ?? null
  const key = `authors ${row.application} ${candidate.commit} ${since}`
  return remembered(works, key, () => works.parts.source.authors(row.application, candidate.commit, since))
}

export const freezeFor = (one: StoredFreeze): Freeze => ({
  from: one.since,
  until: one.until ?? Number.POSITIVE_INFINITY,
  why: one.why,
  by: one.actor.name,
  ...(one.except === null ? {} : { except: one.except }),
})

/**
 * A calendar with the freezes of the running server, open only where the server's own is; made anew only where these
 * changed.
 */
export const calendarWith = (
  works: Works,
  policy: Policy | null,
  name: string,
  freezes: readonly StoredFreeze[],
  floor: Policy | null = null,
): Promise<Calendar> =>
  remembered(works, `calendar ${name} ${freezes.map(({ id }) => id).join(' ')}`, async () => {
    const made = (of: Policy | null, frozen: readonly StoredFreeze[]) =>
      calendarOf(of?.calendar ?? null, {
        ...(of === null ? {} : { files: of.holidays }),
        freezes: frozen.map(freezeFor),
      })
    if (floor === null || floor.calendar === null) return made(policy, freezes)
    if (policy === null || policy.calendar === null) return made(floor, freezes)
    return within(made(policy, freezes), made(floor, []))
  })

const nameOf = ({ source }: Ruling, row: Environment, candidate: Candidate): string =>
  `${row.key} ${source.kind === 'release' ? source.release : candidate.id}`

/** Of a train's composition, labels that everything aboard carries: one fix takes nobody else through a freeze. */
const labelsOfAll = async (records: Records, candidate: Candidate): Promise<readonly string[]> => {
  if (candidate.train === null) return candidate.labels
  const aboard = await Promise.all(candidate.train.aboard.map((id) => candidateOf(records, id)))
  return candidate.labels.filter((label) => aboard.every((one) => one?.labels.includes(label) === true))
}

/** An override lets it pass what was closed when it was given; what was frozen afterwards counts. */
const calendarGate = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  ruling: Ruling,
  ahead: Ahead,
  lifted: Override | undefined,
): Promise<Verdict> => {
  const now = works.parts.clock.now()
  const labels = await labelsOfAll(works.parts.records, candidate)
  const frozen = (await freezesOf(works.parts.records, row.application, now)).filter(
    ({ except, at }) =>
      (except === null || !labels.includes(except)) && (lifted === undefined || at > lifted.at),
  )
  const asked = { ...ahead, now }
  if (lifted !== undefined) {
    const calendar = await calendarWith(works, null, 'none', frozen)
    return together([windowVerdict(calendar, asked), overriddenBy(lifted)])
  }
  const { inForce, floor } = ruling
  const name = nameOf(ruling, row, candidate)
  return windowVerdict(await calendarWith(works, inForce, name, frozen, floor), asked)
}

const loosenedReason = ({ compared }: Ruling) =>
  loosensLines(compared.loosens).map((text, index) => ({
    code: 'loosens',
    text,
    values: { key: compared.loosens[index]?.key ?? '' },
  }))

const tightened = ({ compared: { tightens } }: Ruling): readonly { code: string; text: Text }[] =>
  tightens.length === 0 ? [] : [{ code: 'tightens', text: words.tightensLine(tightens) }]

/** Nobody may sign: an administrator says so, and it is recorded as unsigned. */
const byAdmin = (ruling: Ruling, statements: readonly Received[]): Verdict => {
  const said = statements.find(
    ({ signature, statement }) =>
      signature === null && statement.action === 'approve' && statement.loosens === ruling.loosens,
  )
  if (said !== undefined) return pass({ code: 'loosening-approved', text: words.adminApproved(said.by) })
  return hold({
    code: 'loosening-unapproved',
    text: words.adminNeeded,
    values: { role: 'admin', names: [], by: 'person' },
    change: { en: 'ecluse approve', fr: 'ecluse approve' },
  })
}

const policyGate = (ruling: Ruling, question: PeopleQuestion): Verdict => {
  const { floorUnread, source, loosens, inForce } = ruling
  if (floorUnread !== null)
    return hold({ code: 'floor-unreadable', text: words.floorUnread(floorUnread), change: words.mendFloor })
  if (source.kind === 'first') return pass({ code: 'first-release', text: words.firstRelease })
  if (loosens === null)
    return pass({ code: 'loosens-nothing', text: words.loosensNothing }, ...tightened(ruling))
  const shown = loosenedReason(ruling)
  const verdict = looseningVerdict(inForce, question, loosens) ?? byAdmin(ruling, question.statements)
  return { ...verdict, reasons: [...shown, ...verdict.reasons, ...tightened(ruling)] }
}

export type Rules = {
  readonly ruling: Ruling
  readonly question: PeopleQuestion
  readonly ahead: Ahead
  readonly overrides: Overrides
  readonly statements: readonly StoredStatement[]
}

/** All that the gates of the policy are asked with. Reads git and the store: never call it in a transaction. */
export const rulesFor = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  live: Rollout | null,
): Promise<Rules> => {
  const { records, clock } = works.parts
  const ruling = await rulingOf(works, row, candidate)
  const ahead = await aheadOf(works, row, candidate, live)
  const manifest = candidate.manifest ?? 'sha256:'
  const statements = await statementsOf(records, row.key)
  const asksPeople = ruling.loosens !== null || policiesOf(ruling).some(({ approvals }) => approvals !== null)
  const question: PeopleQuestion = {
    application: row.application,
    environment: row.name,
    manifest,
    authors: asksPeople ? await authorsOf(works, row, candidate) : [],
    now: clock.now(),
    statements: statements.filter((one) => one.manifest === manifest).flatMap(receivedOf),
    next: ahead.next,
  }
  const overrides = await overridesNow(works, row, candidate, ruling, statements)
  return { ruling, question, ahead, overrides, statements }
}

/** The policies that ask people; where none does, one of them says so. */
const asking = (ruling: Ruling): readonly Policy[] => {
  const all = policiesOf(ruling).filter(({ approvals }) => approvals !== null)
  return all.length === 0 ? [ruling.inForce] : all
}

/** Every gate of the policy in force, and what administrators let it pass. `live`: the candidate's own rollout. */
export const readRules = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  live: Rollout | null,
): Promise<{ readonly rules: readonly GateVerdict[]; readonly overrides: Overrides }> => {
  const { ruling, question, ahead, overrides } = await rulesFor(works, row, candidate, live)
  const lifted = (gate: string) => overrides.standing.find((one) => one.gate === gate)
  const approvals = lifted('approvals')
  const calendar = await calendarGate(works, row, candidate, ruling, ahead, lifted('calendar'))
  const [needs, lost] = await manifestGates(works, row, candidate)
  const losing = lifted('lost-commits')
  const migrating = await migrationGate(works, row, candidate, lifted('migrations') ?? null)
  const rules: readonly GateVerdict[] = [
    needs,
    losing === undefined
      ? { ...lost, verdict: withFallen(lost.gate, lost.verdict, overrides) }
      : { ...lost, verdict: overriddenBy(losing) },
    { ...migrating, verdict: withFallen('migrations', migrating.verdict, overrides) },
    { gate: 'policy', verdict: policyGate(ruling, question) },
    {
      gate: 'approvals',
      verdict:
        approvals === undefined
          ? withFallen(
              'approvals',
              together(asking(ruling).flatMap((policy) => approvalsVerdict(policy, question))),
              overrides,
            )
          : overriddenBy(approvals),
    },
    { gate: 'calendar', verdict: withFallen('calendar', calendar, overrides) },
  ]
  return { rules, overrides }
}

/** What a candidate changes of the policy in force, as everybody is shown it. */
export const changesOf = (ruling: Ruling): readonly Text[] => [
  ...loosensLines(ruling.compared.loosens),
  ...tightened(ruling).map(({ text }) => text),
]

const severity = { 'roll-back': 2, hold: 1, finish: 0 } as const

/** What a canary does that cannot widen before closing: the strictest word in force. */
export const closingOf = (ruling: Ruling): 'roll-back' | 'hold' | 'finish' =>
  policiesOf(ruling)
    .flatMap(({ calendar }) => (calendar === null ? [] : [calendar.closing]))
    .toSorted((a, b) => severity[b] - severity[a])[0] ?? 'roll-back'

/** Whether the window is open for what is irreversible and belongs to no candidate: the end of what was left. */
export const windowNow = async (works: Works, row: Environment, policy: Policy | null): Promise<Verdict> => {
  const now = works.parts.clock.now()
  const frozen = await freezesOf(works.parts.records, row.application, now)
  const name = `${row.key} ${row.deployed?.release ?? 'none'}`
  const { floor } = await floorOf(works, row.name)
  const calendar = await calendarWith(works, policy, name, frozen, floor)
  return windowVerdict(calendar, { now, from: now, takes: 0, starts: false })
}
