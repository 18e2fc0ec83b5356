import { inTransaction, type Records } from '../records/handle.ts'
import { rollout as rolloutOf } from '../records/rollouts.ts'
import type { Rollout } from '../records/types.ts'
import { subjectOf } from './begin.ts'
import { engineActor, journal, tell } from './journal.ts'
import * as words from './messages-locks.ts'
import type { Works } from './works.ts'

/** A lock that keeps others out of a table, as the watcher beside the migrations wrote it. */
export type Lock = {
  readonly relation: string
  readonly mode: string
  readonly held: number
  readonly waiting: number
}

/** People notice what lasts longer. */
const long = 1_000

const isLock = (value: unknown): value is Lock & { readonly ecluse: 'locks' } => {
  const one = value as Partial<Record<string, unknown>> | null
  const numbers = typeof one?.['held'] === 'number' && typeof one['waiting'] === 'number'
  return (
    one?.['ecluse'] === 'locks' &&
    numbers &&
    typeof one['relation'] === 'string' &&
    typeof one['mode'] === 'string'
  )
}

const lineOf = (line: string): Partial<Record<string, unknown>> | null => {
  if (!line.startsWith('{"ecluse":"locks"')) return null
  try {
    return JSON.parse(line) as Partial<Record<string, unknown>>
  } catch {
    return null
  }
}

/** The longest of each table and kind, longest first. */
export const longestOf = (locks: readonly Lock[]): readonly Lock[] => {
  const by = new Map<string, Lock>()
  for (const one of locks) {
    const key = `${one.relation} ${one.mode}`
    const before = by.get(key)
    const waiting = Math.max(one.waiting, before?.waiting ?? 0)
    by.set(key, { ...one, held: Math.max(one.held, before?.held ?? 0), waiting })
  }
  return [...by.values()].toSorted((a, b) => b.held - a.held)
}

type Watched = {
  /** Whether it looked at all. */
  readonly looked: boolean
  /** Why it could not. */
  readonly fault: string | null
  readonly locks: readonly Lock[]
}

const watchedIn = async (works: Works, revision: string, release: number): Promise<Watched> => {
  const short = revision.slice(revision.lastIndexOf('/') + 1)
  const found: Lock[] = []
  let [looked, fault]: [boolean, string | null] = [false, null]
  for await (const { line, run } of works.parts.target.logs([revision], 10_000, null)) {
    const one = run?.id.startsWith(`${short}@${release}.`) === true ? lineOf(line) : null
    if (one === null) continue
    looked ||= one['looks'] === true
    if (typeof one['fault'] === 'string') fault = one['fault']
    if (isLock(one)) found.push(one)
  }
  return { looked, fault, locks: longestOf(found) }
}

const tellOne = async (
  records: Records,
  rollout: Rollout,
  component: string,
  { looked, fault, locks }: Watched,
  at: number,
) => {
  const lasting = locks.filter(({ held }) => held >= long)
  await journal(records, {
    at,
    actor: engineActor,
    action: 'migration-locks',
    subject: subjectOf(rollout),
    payload: { component, looked, fault, locks: locks.map((one) => ({ ...one })) },
    text: !looked
      ? words.unseenLocks(component, fault)
      : lasting.length === 0
        ? words.noLongLock(component, locks[0]?.held ?? null)
        : words.longLocks(component, lasting),
  })
}

/** Says which locks migrations took, once their phase is left; of a component that names no database nothing is known. */
export const tellLocks = async (works: Works, rollout: Rollout): Promise<void> => {
  const after = await rolloutOf(works.parts.records, rollout.id)
  if (after === null || after.state.phase === 'expanding') return
  const { context, plan, release } = rollout
  const mine = (context.migrations ?? []).filter(
    ({ phase, files, dialect }) => phase === 'expand' && files.length > 0 && dialect !== 'sqlite',
  )
  for (const { component } of mine) {
    const spec = context.new.revisions.find((one) => one.component === component)
    const revision = plan.components.find(({ name }) => name === component)?.new ?? null
    if (revision === null) continue
    const at = works.parts.clock.now()
    if (spec?.migrations?.database === undefined) {
      const news = { at, subject: subjectOf(rollout), kind: 'migration-locks', level: 'info' } as const
      await tell(works.parts.records, { ...news, text: words.unknownLocks(component) })
      continue
    }
    const watched = await watchedIn(works, revision, release)
    await inTransaction(works.parts.records, (records) => tellOne(records, rollout, component, watched, at))
  }
}
