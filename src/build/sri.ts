import { createHash } from 'node:crypto'

/** One hash of a Subresource Integrity string (W3C SRI), as npm's lockfiles hold them. */
export type Integrity = { readonly algorithm: 'sha512' | 'sha384' | 'sha256' | 'sha1'; readonly hex: string }

const strongestFirst = ['sha512', 'sha384', 'sha256', 'sha1'] as const
const bytesOf = { sha512: 64, sha384: 48, sha256: 32, sha1: 20 } as const

/** The strongest hash that the string names; null when there is none that is well formed. */
export const parseIntegrity = (words: string): Integrity | null => {
  const parts = words.trim().split(/\s+/)
  for (const algorithm of strongestFirst) {
    for (const part of parts) {
      const found = /^([a-z0-9]+)-([A-Za-z0-9+/]+=*)(\?.*)?$/.exec(part)
      if (found === null || found[1] !== algorithm) continue
      const bytes = Buffer.from(found[2] ?? '', 'base64')
      if (bytes.length === bytesOf[algorithm]) return { algorithm, hex: bytes.toString('hex') }
    }
  }
  return null
}

export const holds = (integrity: Integrity, bytes: Uint8Array): boolean =>
  createHash(integrity.algorithm).update(bytes).digest('hex') === integrity.hex

export const sriOf = (bytes: Uint8Array): string =>
  `sha512-${createHash('sha512').update(bytes).digest('base64')}`
