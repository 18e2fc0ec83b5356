import { sha256 } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { badKey, noKey, privateKey, weakKey } from './messages.ts'
import type { PublicKey } from './types.ts'

/** Types that OpenSSH of today takes without being told to; certificates and DSA are none of them. */
const types: ReadonlySet<string> = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
  'ssh-rsa',
])

export const isKeyType = (word: string): boolean => types.has(word)

const base64 = /^[A-Za-z0-9+/]{20,16384}={0,2}$/
const leastRsaBits = 2_048

/** The fields of a key's wire format, each with its length before it (RFC 4251, 5); null where it is not one. */
const fieldsOf = (bytes: Uint8Array): readonly Uint8Array[] | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fields: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) return null
    const size = view.getUint32(at)
    if (at + 4 + size > bytes.length) return null
    fields.push(bytes.subarray(at + 4, at + 4 + size))
    at += 4 + size
  }
  return fields
}

const bitsOf = (number: Uint8Array): number => {
  const first = number.findIndex((byte) => byte !== 0)
  if (first < 0) return 0
  return (number.length - first - 1) * 8 + (32 - Math.clz32(number[first] ?? 0))
}

/** `SHA256:...` of a key's base64. */
export const fingerprintOf = (blob: string): string => {
  const hex = sha256(Buffer.from(blob, 'base64')).slice('sha256:'.length)
  return `SHA256:${Buffer.from(hex, 'hex').toString('base64').replace(/=+$/, '')}`
}

/** Comments are other people's words: what stands in a line of a file must be of one line. */
const plain = (words: string): string =>
  words
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200)

/** Whether the base64 is a key of that type; `weak`: of RSA with too few bits. */
const soundness = (type: string, blob: string): 'sound' | 'weak' | 'broken' => {
  const bytes = Buffer.from(blob, 'base64')
  const fields = base64.test(blob) ? fieldsOf(bytes) : null
  const [name, , modulus] = fields ?? []
  if (fields === null || fields.length < 2 || Buffer.from(name ?? []).toString('latin1') !== type)
    return 'broken'
  return type === 'ssh-rsa' && bitsOf(modulus ?? new Uint8Array()) < leastRsaBits ? 'weak' : 'sound'
}

/** A key from its words; null where they are none. */
export const keyOf = (type: string, blob: string, comment: string): PublicKey | null =>
  isKeyType(type) && soundness(type, blob) !== 'broken'
    ? { type, blob, comment: plain(comment), fingerprint: fingerprintOf(blob) }
    : null

const readLine = (file: string, words: string, line: number): PublicKey => {
  const [type = '', blob = '', ...comment] = words.split(/[ \t]+/)
  const key = keyOf(type, blob, comment.join(' '))
  if (key === null) throw new ProblemError(badKey(file, line))
  if (soundness(type, blob) === 'weak') throw new ProblemError(weakKey(file, line, leastRsaBits))
  return key
}

/**
 * The public keys of a file such as `~/.ssh/id_ed25519.pub`, one a line. Throws a `ProblemError` with the place:
 * `private-key`, `bad-key`, `weak-key`, `no-key`.
 */
export const readPublicKeys = (file: string, text: string): readonly PublicKey[] => {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw new ProblemError(privateKey(file))
  const keys = text.split(/\r?\n/).flatMap((line, index) => {
    const words = line.trim()
    return words === '' || words.startsWith('#') ? [] : [readLine(file, words, index + 1)]
  })
  if (keys.length === 0) throw new ProblemError(noKey(file))
  return keys
}
