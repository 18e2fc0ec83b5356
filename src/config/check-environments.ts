import type { Problem } from '../kernel/problem.ts'
import { type Names, reservedVariables } from './check.ts'
import { checkApprovals } from './check-approvals.ts'
import { checkCalendar } from './check-calendar.ts'
import { type HostsHere, hostsHere } from './check-edge.ts'
import { checkRehearsal } from './check-rehearsal.ts'
import { checkTrain } from './check-train.ts'
import { tlsOf } from './edge.ts'
import { afterCycle, unknownComponent, unknownEnvironment } from './messages-check.ts'
import * as say from './messages-environments.ts'
import { needsOf } from './needs.ts'
import { inOrder } from './order.ts'
import { judgeDefaults, strategyOf } from './resolve.ts'
import { ourPorts, parseListen, sameListen } from './scalars.ts'
import type { Written, WrittenEnvironment } from './schema.ts'
import { suggest } from './suggest.ts'
import type { Path, Tree } from './yaml.ts'

const checkWeights = (name: string, said: WrittenEnvironment, tree: Tree): Problem[] => {
  const strategy = strategyOf(said.strategy)
  if (strategy.kind !== 'canary') return []
  const canary: Path = ['environments', name, 'strategy', 'canary']
  const problems: Problem[] = []
  strategy.steps.forEach(({ weight }, index) => {
    const before = strategy.steps[index - 1]
    if (before === undefined || weight > before.weight) return
    problems.push({ ...say.weightsFall(weight, before.weight), place: tree.at([...canary, 'steps', index]) })
  })
  const last = strategy.steps.at(-1)?.weight ?? 0
  const holdback = said.watch?.holdback ?? 0
  if (holdback > 0 && last >= 100 - holdback)
    problems.push({
      ...say.holdbackTooLarge(holdback, last),
      place: tree.at(['environments', name, 'watch', 'holdback']),
    })
  if (strategy.atLeast > strategy.atMost)
    problems.push({ ...say.atLeastTooLong(), place: tree.atKey([...canary, 'at-least']) })
  return problems
}

/** JUDGE (f): between tolerance and margin lies what can be told apart; without it no release could be proven safe. */
const checkJudge = (name: string, said: WrittenEnvironment, tree: Tree): Problem[] => {
  const worse = said.judge?.errors?.['worse-than'] ?? judgeDefaults.worseThan
  const safe = said.judge?.errors?.['safe-within'] ?? judgeDefaults.safeWithin
  const above =
    safe.ratio >= worse.ratio &&
    safe.plus >= worse.plus &&
    (safe.ratio > worse.ratio || safe.plus > worse.plus)
  if (above) return []
  const errors: Path = ['environments', name, 'judge', 'errors']
  const key = said.judge?.errors?.['safe-within'] === undefined ? 'worse-than' : 'safe-within'
  return [{ ...say.marginTooSmall(safe, worse), place: tree.at([...errors, key]) }]
}

const checkVariables = (
  name: string,
  said: WrittenEnvironment,
  written: Written,
  names: Names,
  tree: Tree,
): Problem[] =>
  Object.entries(said.variables ?? {}).flatMap(([component, variables]) => {
    const path: Path = ['environments', name, 'variables', component]
    if (!names.components.includes(component))
      return [
        {
          ...unknownComponent(component, suggest(component, names.components), names.components),
          place: tree.atKey(path),
        },
      ]
    return reservedVariables(variables, needsOf(written.components[component]), path, tree)
  })

const checkCohort = (name: string, said: WrittenEnvironment, tree: Tree): Problem[] => {
  if (typeof said.cohort !== 'object') return []
  const { cookie, header, domain } = said.cohort
  const named = [cookie, header, domain].filter((value) => value !== undefined).length
  return named === 1 ? [] : [{ ...say.oneCohort(), place: tree.at(['environments', name, 'cohort']) }]
}

const checkAfter = (written: Written, names: Names, tree: Tree): Problem[] => {
  const environments = Object.entries(written.environments)
  const problems = environments.flatMap(([name, { after }]) => {
    if (after === undefined || names.environments.includes(after)) return []
    const near = suggest(
      after,
      names.environments.filter((other) => other !== name),
    )
    return [
      {
        ...unknownEnvironment(after, near, names.environments),
        place: tree.at(['environments', name, 'after']),
      },
    ]
  })
  const { cycle } = inOrder(
    environments.map(([name]) => name),
    (name) => [written.environments[name]?.after].filter((after) => after !== undefined),
  )
  const [first] = cycle ?? []
  if (cycle !== null && first !== undefined)
    problems.push({ ...afterCycle(cycle), place: tree.at(['environments', first, 'after']) })
  return problems
}

type Taken = {
  readonly name: string
  readonly listen: string
  readonly address: { readonly host: string; readonly port: number }
  readonly tls: boolean
  readonly hosts: HostsHere
}

/** Environments on one address are told apart by host. */
const share = (one: Taken, other: Taken): boolean =>
  one.listen === other.listen &&
  one.tls === other.tls &&
  !(one.hosts.any && other.hosts.any) &&
  !one.hosts.names.some((host) => other.hosts.names.includes(host))

const checkListen = (written: Written, tree: Tree): Problem[] => {
  const taken: Taken[] = []
  return Object.entries(written.environments).flatMap(([name, said]) => {
    const address = parseListen(said.listen)
    if (address === undefined) return []
    const place = tree.at(['environments', name, 'listen'])
    const tls = tlsOf(said.tls) !== null
    const here: Taken = { name, listen: said.listen, address, tls, hosts: hostsHere(written, said) }
    const other = taken.find((earlier) => sameListen(earlier.address, address) && !share(earlier, here))
    taken.push(here)
    if (address.port >= ourPorts.first && address.port <= ourPorts.last)
      return [{ ...say.listenOurs(said.listen), place }]
    return other === undefined ? [] : [{ ...say.listenTwice(said.listen, other.name), place }]
  })
}

export const checkEnvironments = (written: Written, names: Names, tree: Tree): readonly Problem[] => [
  ...Object.entries(written.environments).flatMap(([name, said]) => [
    ...checkWeights(name, said, tree),
    ...checkJudge(name, said, tree),
    ...checkVariables(name, said, written, names, tree),
    ...checkCohort(name, said, tree),
    ...checkCalendar(said.calendar, ['environments', name, 'calendar'], tree),
    ...checkTrain(said.train, said.calendar, ['environments', name, 'train'], tree),
    ...checkApprovals(said.approvals, said.approvers, ['environments', name], tree),
  ]),
  ...checkAfter(written, names, tree),
  ...checkRehearsal(written, tree),
  ...checkListen(written, tree),
]
