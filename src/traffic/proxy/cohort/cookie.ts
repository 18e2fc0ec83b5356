import { randomFillSync } from 'node:crypto'
import { hash32, positions } from './hash.ts'

/** Longer than any rollout; renewed by the first answer of each rollout. */
const maxAge = 7 * 86_400

/** What our cookie says: who, and where that person stands in the rollout named by `tag`. */
export type OwnCookie = { readonly id: string; readonly position: number; readonly tag: string }

const hex8 = (n: number): string => n.toString(16).padStart(8, '0')

/** Cookies know no ports: environments behind one host name need names of their own. */
export const cookieName = (environment: string): string => `ecluse-${hex8(hash32(environment, 1))}`

/** Names a rollout in a cookie, so that a position of an earlier one is not taken for it. */
export const tagOf = (salt: string): string => hex8(hash32(salt, 2))

/** The value of one cookie in a `Cookie` field; undefined where it is not there. */
export const readCookie = (field: string, name: string): string | undefined => {
  for (let at = field.indexOf(name); at >= 0; at = field.indexOf(name, at + 1)) {
    const before = at === 0 ? ';' : field[field.slice(0, at).trimEnd().length - 1]
    if (before !== ';' || field[at + name.length] !== '=') continue
    const start = at + name.length + 1
    const end = field.indexOf(';', start)
    return field.slice(start, end < 0 ? field.length : end).trim()
  }
  return undefined
}

const shape = /^([A-Za-z0-9_-]{22})\.(\d{1,4})\.([0-9a-f]{8})$/

export const parseCookie = (value: string): OwnCookie | undefined => {
  const [, id, digits, tag] = shape.exec(value) ?? []
  if (id === undefined || digits === undefined || tag === undefined) return undefined
  const position = Number(digits)
  return position < positions ? { id, position, tag } : undefined
}

/** Random bytes are drawn by the thousand: one call of the system each would cost more than the whole placing. */
const pool = Buffer.allocUnsafeSlow(16 * 256)
let used = pool.length

export const newId = (): string => {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += 16
  return pool.toString('base64url', used - 16, used)
}

/** Where a cookie is sent: to this host only without a domain, and over http too where the edge has no TLS. */
export type Reach = { readonly domain: string | null; readonly secure: boolean }

/** The `Set-Cookie` value: not for scripts. */
export const writeCookie = (
  name: string,
  cookie: OwnCookie,
  { domain, secure }: Reach = { domain: null, secure: false },
): string =>
  `${name}=${cookie.id}.${cookie.position}.${cookie.tag}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax` +
  `${domain === null ? '' : `; Domain=${domain}`}${secure ? '; Secure' : ''}`
