import { createPublicKey, type KeyObject } from 'node:crypto'
import { sha256 } from '../kernel/canonical.ts'
import { magnitude, type Wire, wireOf } from './wire.ts'

/** A public key of SSH that signatures can be verified with. */
export type SigningKey = {
  readonly type: string
  /** Base64 of its wire format: the same text is the same key. */
  readonly blob: string
  /** `SHA256:` and base64 without padding, as `ssh-keygen -l` writes it. */
  readonly fingerprint: string
  readonly key: KeyObject
  /** Of a security key: what it signs for (`ssh:`). */
  readonly application: string | null
}

export type KeyFault = 'broken' | 'type' | 'weak'

const leastRsaBits = 2_048
const curves: Readonly<Record<string, { readonly crv: string; readonly size: number }>> = {
  nistp256: { crv: 'P-256', size: 32 },
  nistp384: { crv: 'P-384', size: 48 },
  nistp521: { crv: 'P-521', size: 66 },
}

const url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

const made = (jwk: Readonly<Record<string, string>>): KeyObject | null => {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    // A point that is not on its curve.
    return null
  }
}

const ed25519 = (wire: Wire): KeyObject | KeyFault => {
  const x = wire.bytes()
  if (x?.length !== 32) return 'broken'
  return made({ kty: 'OKP', crv: 'Ed25519', x: url(x) }) ?? 'broken'
}

const ecdsa = (wire: Wire, named: string): KeyObject | KeyFault => {
  const curve = curves[named]
  const point = wire.text() === named ? wire.bytes() : null
  if (curve === undefined || point === null || point.length !== 1 + 2 * curve.size || point[0] !== 4)
    return 'broken'
  const [x, y] = [point.subarray(1, 1 + curve.size), point.subarray(1 + curve.size)]
  return made({ kty: 'EC', crv: curve.crv, x: url(x), y: url(y) }) ?? 'broken'
}

const rsa = (wire: Wire): KeyObject | KeyFault => {
  const [e, n] = [magnitude(wire.bytes()), magnitude(wire.bytes())]
  if (e === null || n === null) return 'broken'
  const bits = (n.length - 1) * 8 + (32 - Math.clz32(n[0] ?? 0))
  if (bits < leastRsaBits) return 'weak'
  return bits > 16_384 ? 'broken' : (made({ kty: 'RSA', n: url(n), e: url(e) }) ?? 'broken')
}

const readers: Readonly<Record<string, (wire: Wire) => KeyObject | KeyFault>> = {
  'ssh-ed25519': ed25519,
  'sk-ssh-ed25519@openssh.com': ed25519,
  'ssh-rsa': rsa,
  'ecdsa-sha2-nistp256': (wire) => ecdsa(wire, 'nistp256'),
  'ecdsa-sha2-nistp384': (wire) => ecdsa(wire, 'nistp384'),
  'ecdsa-sha2-nistp521': (wire) => ecdsa(wire, 'nistp521'),
  'sk-ecdsa-sha2-nistp256@openssh.com': (wire) => ecdsa(wire, 'nistp256'),
}

export const isSigningKey = (type: string): boolean => Object.hasOwn(readers, type)

/** A key from its wire format; certificates and DSA are none of ours. */
export const keyFrom = (bytes: Uint8Array): SigningKey | KeyFault => {
  const wire = wireOf(bytes)
  const type = wire.text()
  if (type === null) return 'broken'
  const read = isSigningKey(type) ? readers[type] : undefined
  if (read === undefined) return 'type'
  const key = read(wire)
  if (typeof key === 'string') return key
  const application = type.startsWith('sk-') ? wire.text() : null
  if (!wire.done() || (type.startsWith('sk-') && application === null)) return 'broken'
  const hex = sha256(bytes).slice('sha256:'.length)
  const fingerprint = `SHA256:${Buffer.from(hex, 'hex').toString('base64').replace(/=+$/, '')}`
  return { type, blob: Buffer.from(bytes).toString('base64'), fingerprint, key, application }
}
