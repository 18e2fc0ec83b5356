import type { Split } from '../../../ports/router.ts'

/** A `Host` as routes name it: lower case, without port and last dot. */
export const hostName = (field: string): string => {
  const end = field.startsWith('[') ? field.indexOf(']') + 1 : field.indexOf(':')
  const bare = end > 0 ? field.slice(0, end) : field
  return (bare.endsWith('.') ? bare.slice(0, -1) : bare).toLowerCase()
}

/** Hosts that a split answers; `any`: some route takes whatever host. */
export type Hosts = { readonly any: boolean; readonly names: ReadonlySet<string> }

export const hostsOf = (split: Split): Hosts => {
  const routes = [...(split.old?.routes ?? []), ...(split.new?.routes ?? [])]
  const names = routes.flatMap(({ host }) => (host === undefined ? [] : [host]))
  return { any: routes.some(({ host }) => host === undefined), names: new Set(names) }
}

/** What an address of a split is for. */
export type Purpose = 'plain' | 'tls' | 'redirect'

/** Every address of a split, with what it is for. */
export const addressesOf = (split: Split): ReadonlyMap<string, Purpose> => {
  const addresses = new Map<string, Purpose>()
  const { edge } = split
  if (edge?.tls != null && edge.redirect !== null) addresses.set(edge.redirect, 'redirect')
  for (const address of split.listen) {
    const plain = edge?.tls == null || split.plain?.includes(address) === true
    addresses.set(address, plain ? 'plain' : 'tls')
  }
  return addresses
}
