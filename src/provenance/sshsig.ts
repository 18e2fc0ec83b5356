import { createHash, verify } from 'node:crypto'
import { keyFrom, type SigningKey } from './keys.ts'
import { fromBase64, magnitude, packed, padded, wireOf } from './wire.ts'

/**
 * Why a signature counts for nothing. `form`: no SSHSIG. `namespace`: made for something else. `key`: of a type that
 * is not taken. `weak`: RSA with too few bits. `touch`: a security key that nobody touched. `wrong`: not of this text.
 */
export type SignatureFault = 'form' | 'namespace' | 'key' | 'weak' | 'touch' | 'wrong'

export type Signature = {
  readonly key: SigningKey
  readonly namespace: string
  readonly hash: 'sha256' | 'sha512'
  readonly reserved: Uint8Array
  readonly algorithm: string
  /** What stands in the signature after its algorithm. */
  readonly rest: Uint8Array
}

const magic = 'SSHSIG'
const armor = /^-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END SSH SIGNATURE-----\s*$/
const mostBytes = 65_536

/** Algorithms by key: SHA-1 is none of them. */
const algorithms: Readonly<Record<string, readonly string[]>> = {
  'ssh-rsa': ['rsa-sha2-256', 'rsa-sha2-512'],
}

/**
 * Reads an armored signature as `ssh-keygen -Y sign` writes it (OpenSSH, PROTOCOL.sshsig): everything in it, nothing
 * after it.
 */
export const readSignature = (armored: string): Signature | SignatureFault => {
  const words = armored.length > mostBytes ? null : armor.exec(armored)?.[1]
  const bytes = words === null || words === undefined ? null : fromBase64(words.replaceAll(/[\r\n]/g, ''))
  if (bytes === null || bytes.subarray(0, magic.length).toString('latin1') !== magic) return 'form'
  const wire = wireOf(bytes.subarray(magic.length))
  const version = wire.word()
  const [publicKey, namespace, reserved, hash, signed] = [
    wire.bytes(),
    wire.text(),
    wire.bytes(),
    wire.text(),
    wire.bytes(),
  ]
  if (version !== 1 || publicKey === null || namespace === null || namespace === '') return 'form'
  if (reserved === null || signed === null || !wire.done()) return 'form'
  if (hash !== 'sha256' && hash !== 'sha512') return 'form'
  const key = keyFrom(publicKey)
  if (typeof key === 'string') return key === 'broken' ? 'form' : key === 'weak' ? 'weak' : 'key'
  const inner = wireOf(signed)
  const algorithm = inner.text()
  if (algorithm === null) return 'form'
  if (!(algorithms[key.type] ?? [key.type]).includes(algorithm)) return 'form'
  const rest = signed.subarray(4 + algorithm.length)
  return { key, namespace, hash, reserved, algorithm, rest }
}

const blobOf = ({ namespace, reserved, hash }: Signature, message: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(magic),
    packed(namespace, reserved, hash, createHash(hash).update(message).digest()),
  ])

/** r and s beside one another, as node takes them. */
const pairOf = (bytes: Uint8Array, size: number): Buffer | null => {
  const wire = wireOf(bytes)
  const [r, s] = [padded(magnitude(wire.bytes()), size), padded(magnitude(wire.bytes()), size)]
  return r === null || s === null || !wire.done() ? null : Buffer.concat([r, s])
}

const sizes: Readonly<Record<string, readonly [number, string]>> = {
  'ecdsa-sha2-nistp256': [32, 'sha256'],
  'ecdsa-sha2-nistp384': [48, 'sha384'],
  'ecdsa-sha2-nistp521': [66, 'sha512'],
  'sk-ecdsa-sha2-nistp256@openssh.com': [32, 'sha256'],
}

const checked = (key: SigningKey, algorithm: string, data: Uint8Array, signature: Uint8Array): boolean => {
  const curve = sizes[algorithm]
  if (curve !== undefined) {
    const [size, hash] = curve
    const pair = pairOf(signature, size)
    return pair !== null && verify(hash, data, { key: key.key, dsaEncoding: 'ieee-p1363' }, pair)
  }
  if (key.type === 'ssh-rsa') {
    const size = (key.key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
    const whole = padded(signature, Math.ceil(size))
    return whole !== null && verify(algorithm === 'rsa-sha2-512' ? 'sha512' : 'sha256', data, key.key, whole)
  }
  return signature.length === 64 && verify(null, data, key.key, signature)
}

const digest = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** What a security key signs: for whom, how it was touched, its counter, and the text (PROTOCOL.u2f). */
const ofSecurityKey = (signature: Signature, blob: Uint8Array): SignatureFault | null => {
  const wire = wireOf(signature.rest)
  const [inner, flags, counter] = [wire.bytes(), wire.byte(), wire.word()]
  if (inner === null || flags === null || counter === null || !wire.done()) return 'form'
  const { key, algorithm } = signature
  const tail = Buffer.alloc(5)
  tail.writeUInt8(flags)
  tail.writeUInt32BE(counter, 1)
  const data = Buffer.concat([digest(key.application ?? ''), tail, digest(blob)])
  if (!checked(key, algorithm, data, inner)) return 'wrong'
  return (flags & 1) === 1 ? null : 'touch'
}

/** Who signed a text for a namespace; otherwise why it counts for nothing. */
export const verifySignature = (
  armored: string,
  message: string | Uint8Array,
  namespace: string,
): SigningKey | SignatureFault => {
  const signature = readSignature(armored)
  if (typeof signature === 'string') return signature
  if (signature.namespace !== namespace) return 'namespace'
  const blob = blobOf(signature, Buffer.from(message))
  const { key, algorithm, rest } = signature
  if (key.application !== null) return ofSecurityKey(signature, blob) ?? key
  const wire = wireOf(rest)
  const inner = wire.bytes()
  if (inner === null || !wire.done()) return 'form'
  return checked(key, algorithm, blob, inner) ? key : 'wrong'
}
