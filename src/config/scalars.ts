/** Readers of single values. Each gives undefined for what it cannot read; none throws. */

/** `10%`, `0.5 %`: percent points with at most two decimals, as the router takes them. */
export const parsePercent = (words: string): number | undefined => {
  const found = /^(\d{1,3}(?:\.\d{1,2})?) ?%$/.exec(words.trim())
  return found?.[1] === undefined ? undefined : Number(found[1])
}

export type Tolerance = { readonly ratio: number; readonly plus: number }

/** `1.5x + 0.1%` is 1.5 times the other rate and 0.001 more (JUDGE (a) and (f)); `1.5x` alone adds nothing. */
export const parseTolerance = (words: string): Tolerance | undefined => {
  const found = /^(\d{1,4}(?:\.\d{1,4})?) ?x(?: ?\+ ?(\d{1,3}(?:\.\d{1,6})?) ?%)?$/.exec(words.trim())
  if (found?.[1] === undefined) return undefined
  const ratio = Number(found[1])
  // Dividing the percent points by 100 gives the nearest number to the written ratio.
  const plus = Number(found[2] ?? 0) / 100
  return ratio >= 1 && ratio <= 1_000 && plus < 1 ? { ratio, plus } : undefined
}

export const formatTolerance = ({ ratio, plus }: Tolerance): string =>
  `${ratio}x + ${Number((plus * 100).toFixed(6))}%`

const ipv4 = (host: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(host) &&
  host.split('.').every((part) => Number(part) <= 255 && String(Number(part)) === part)

const ipv6 = (host: string): string | undefined => {
  if (!/^[0-9a-fA-F:.]+$/.test(host) || !URL.canParse(`http://[${host}]/`)) return undefined
  return new URL(`http://[${host}]/`).hostname
}

/** Instances and inner addresses: outside the range from which the kernel takes source ports. */
export const ourPorts = { first: 20_000, last: 29_999 } as const

export type Listen = { readonly host: string; readonly port: number }

/** `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080` (which is 127.0.0.1): an address that can be bound as it stands. */
export const parseListen = (words: string): Listen | undefined => {
  const found = /^(?:\[([^\]]*)\]|([^:[\]]+)):(\d{1,5})$/.exec(words.trim())
  if (found === null) return undefined
  const port = Number(found[3])
  if (port < 1 || port > 65_535) return undefined
  if (found[1] !== undefined) {
    const host = ipv6(found[1])
    return host === undefined ? undefined : { host, port }
  }
  const host = found[2] === 'localhost' ? '127.0.0.1' : (found[2] ?? '')
  return ipv4(host) ? { host, port } : undefined
}

export const formatListen = ({ host, port }: Listen): string => `${host}:${port}`

const everywhere = (host: string) => host === '0.0.0.0' || host === '[::]'

/** Where it is reached from this machine itself. */
export const fromHere = ({ host, port }: Listen): Listen => ({
  host: host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host,
  port,
})

/** Whether both cannot be listened on at once: a wildcard address takes its port on every address. */
export const sameListen = (left: Listen, right: Listen): boolean =>
  left.port === right.port && (left.host === right.host || everywhere(left.host) || everywhere(right.host))

/** A folder or file inside the repository, in one spelling (`./api/` is `api`); undefined when it would leave it. */
export const parseFolder = (words: string): string | undefined => {
  if (words === '' || words.length > 400 || /[\p{Cc}\\]/u.test(words) || words.startsWith('/'))
    return undefined
  const parts = words.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.some((part) => part === '..' || part.toLowerCase() === '.git')) return undefined
  return parts.length === 0 ? '.' : parts.join('/')
}
