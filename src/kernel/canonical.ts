import { createHash } from 'node:crypto'

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

/** Canonical JSON after RFC 8785: keys sorted by UTF-16 code units, ECMAScript numbers, no white space. */
export const canonical = (value: Json): string => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('canonical JSON has no NaN and no infinity')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonical(item)).join(',')}]`
  const object = value as { readonly [key: string]: Json | undefined }
  const keys = Object.keys(object).sort()
  const members = keys.flatMap((key) => {
    const member = object[key]
    return member === undefined ? [] : [`${JSON.stringify(key)}:${canonical(member)}`]
  })
  return `{${members.join(',')}}`
}

/** `sha256:` and 64 lower-case hexadecimal digits, as OCI writes digests. */
export type Digest = `sha256:${string}`

export const sha256 = (bytes: string | Uint8Array): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** The digest of a value's canonical JSON: its identity. */
export const digestOf = (value: Json): Digest => sha256(canonical(value))

export const isDigest = (text: string): text is Digest => /^sha256:[0-9a-f]{64}$/.test(text)
