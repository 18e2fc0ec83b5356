import { counted } from '../migrations/classify.ts'
import type { Finding } from '../migrations/types.ts'
import type { Candidate, Environment } from '../records/types.ts'
import type { Crossed } from '../rollback/types.ts'
import { printedText } from './messages-migrations.ts'
import { type Pair, pairsOf, printedOf, printedRanIn } from './printed.ts'
import { findingsOf, ranBefore } from './printed-to-run.ts'
import type { Works } from './works.ts'

const crossedAs = (
  component: string,
  file: string,
  findings: readonly Finding[],
): Omit<Crossed, 'ran' | 'since'> => {
  const all = findings.map(counted)
  const is = all.includes('breaks') ? 'unsafe' : all.includes('unknown') ? 'unknown' : 'safe'
  const why = findings.filter((one) => counted(one) !== 'expands').map(printedText)
  return { component, phase: 'expand', file, is, why }
}

const unread = (component: string, file: string, why: Crossed['why']): Omit<Crossed, 'ran' | 'since'> => ({
  component,
  phase: 'expand',
  file,
  is: 'unknown',
  why,
})

const pending = async (
  works: Works,
  row: Environment,
  pair: Pair,
  ran: readonly string[],
): Promise<Omit<Crossed, 'ran' | 'since'> | null> => {
  const { component, name } = pair
  const known = await printedOf(works.parts.records, row.application, pair)
  if (known.kind !== 'said') return unread(component, name, known.kind === 'failed' ? [known.why] : [])
  const findings = await findingsOf(works, pair, known.text, ran)
  return findings.length === 0 ? null : crossedAs(component, name, findings)
}

const dialectOf = ({ config }: Pick<Candidate, 'config'>, component: string): Pair['dialect'] =>
  config.components.find(({ name }) => name === component)?.migrations?.dialect ?? 'postgresql'

/** As `crossedBy`, of SQL that commands printed: what ran since a release, and what a candidate has still to run. */
export const crossedPrinted = async (
  works: Works,
  row: Environment,
  candidate: Pick<Candidate, 'config' | 'manifest'>,
  back: number,
): Promise<readonly Crossed[]> => {
  const { records } = works.parts
  const all = await printedRanIn(records, row)
  const ran = all.filter(({ release }) => release > back)
  const done = await Promise.all(
    ran.map(async ({ component, name, text, release, at }): Promise<Crossed> => {
      const since = { ran: true, since: { release, at } }
      if (text === null) return { ...unread(component, name, []), ...since }
      const pair = { name, dialect: dialectOf(candidate, component) }
      const findings = await findingsOf(works, pair, text, ranBefore(all, component, at))
      return { ...crossedAs(component, name, findings), ...since }
    }),
  )
  const pairs = (await pairsOf(records, row, candidate)).filter(
    ({ component, name }) => !ran.some((one) => one.component === component && one.name === name),
  )
  const left = await Promise.all(
    pairs.map((pair) => pending(works, row, pair, ranBefore(all, pair.component))),
  )
  return [...done, ...left.flatMap((one) => (one === null ? [] : [{ ...one, ran: false }]))]
}
