import type { Problem } from '../kernel/problem.ts'
import { redirectOf, routesAt, tlsOf } from './edge.ts'
import * as say from './messages-edge.ts'
import { publicComponents, strategyOf } from './resolve.ts'
import { ourPorts, parseListen } from './scalars.ts'
import { isBelow } from './scalars-edge.ts'
import type { Written, WrittenEnvironment } from './schema.ts'
import { suggest } from './suggest.ts'
import type { Path, Tree } from './yaml.ts'

/** Host names that an environment answers; `any`: some route takes whatever host. */
export type HostsHere = { readonly any: boolean; readonly names: readonly string[] }

export const hostsHere = (written: Written, said: WrittenEnvironment): HostsHere => {
  const [component = ''] = publicComponents(written.components)
  const routes = routesAt(written.routes ?? [{ path: '/', component }], said.hosts ?? [])
  const names = new Set(routes.flatMap(({ host }) => host ?? []))
  return { any: routes.some(({ host }) => host === undefined), names: [...names] }
}

const checkTls = (at: Path, said: WrittenEnvironment, hosts: HostsHere, tree: Tree): Problem[] => {
  const { tls } = said
  if (tls === undefined || tls === 'off') return []
  const problems: Problem[] = []
  const place = tree.at([...at, 'tls'])
  if (typeof tls === 'object') {
    const count = (value: string | readonly string[] | undefined) =>
      value === undefined ? 0 : typeof value === 'string' ? 1 : value.length
    const [certificates, keys] = [count(tls.certificate), count(tls.key)]
    const acme = tls.acme !== undefined
    if (acme === certificates > 0 || certificates !== keys) return [{ ...say.oneKindOfTls(), place }]
  }
  if (tlsOf(tls)?.kind === 'acme') {
    if (hosts.any) problems.push({ ...say.acmeNeedsHosts(), place })
    if (redirectOf(said) === null) problems.push({ ...say.acmeNeedsRedirect(said.listen), place })
  }
  return problems
}

const checkRedirect = (at: Path, said: WrittenEnvironment, tree: Tree): Problem[] => {
  const redirect = redirectOf(said)
  const address = redirect === null ? undefined : parseListen(redirect)
  const place = tree.at([...at, 'tls', 'redirect'])
  if (redirect === said.listen) return [{ ...say.redirectIsListen(said.listen), place }]
  if (address === undefined || address.port < ourPorts.first || address.port > ourPorts.last) return []
  return [{ ...say.redirectOurs(redirect ?? ''), place }]
}

const checkHosts = (at: Path, written: Written, said: WrittenEnvironment, tree: Tree): Problem[] => {
  const { hosts } = said
  if (hosts === undefined) return []
  const named = new Set((written.routes ?? []).flatMap(({ host }) => host ?? []))
  if (Array.isArray(hosts)) {
    const free = written.routes === undefined || written.routes.some(({ host }) => host === undefined)
    return free ? [] : [{ ...say.hostsForNobody(), place: tree.at([...at, 'hosts']) }]
  }
  const targets = Object.values(hosts)
  return Object.keys(hosts).flatMap((host, i) => {
    const path = [...at, 'hosts', host]
    if (!named.has(host))
      return [{ ...say.unknownHost(host, suggest(host, [...named])), place: tree.atKey(path) }]
    const target = targets[i] ?? ''
    return targets.indexOf(target) < i ? [{ ...say.hostTwice(target), place: tree.at(path) }] : []
  })
}

/** People who meet several hosts must be on one side of all of them while two releases serve. */
const checkMixing = (at: Path, said: WrittenEnvironment, { names }: HostsHere, tree: Tree): Problem[] => {
  const table = typeof said.cohort === 'object' ? said.cohort : {}
  const { domain } = table
  if (domain !== undefined) {
    const place = tree.at([...at, 'cohort', 'domain'])
    if (!domain.includes('.')) return [{ ...say.domainTooWide(domain), place }]
    const outside = names.find((host) => !isBelow(host, domain))
    if (outside !== undefined) return [{ ...say.domainElsewhere(domain, outside), place }]
    return names.length === 0 ? [{ ...say.domainWithoutHosts(domain), place }] : []
  }
  const own = table.cookie === undefined && table.header === undefined
  const splits = strategyOf(said.strategy).kind === 'canary' || (said.watch?.holdback ?? 0) > 0
  if (!own || !splits || names.length < 2) return []
  return [{ ...say.mixesReleases(names), place: tree.atKey(at) }]
}

/** What the shape of an environment's edge cannot say. */
export const checkEdge = (written: Written, tree: Tree): readonly Problem[] =>
  Object.entries(written.environments).flatMap(([name, said]) => {
    const at: Path = ['environments', name]
    const hosts = hostsHere(written, said)
    return [
      ...checkHosts(at, written, said, tree),
      ...checkTls(at, said, hosts, tree),
      ...checkRedirect(at, said, tree),
      ...checkMixing(at, said, hosts, tree),
    ]
  })
