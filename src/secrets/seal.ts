import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import { canonical } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { SecretPlace } from '../ports/vault.ts'
import { keyOther, notSealed } from './messages.ts'

/** AES-256-GCM (NIST SP 800-38D): a nonce of 96 bits, drawn for each value, and a tag of 128. */
const algorithm = 'aes-256-gcm'
export const nonceBytes = 12
const tagBytes = 16
const format = 'ecluse-sealed-1'

/** What is made of the key file's 32 bytes: one key for each use, and a name that tells keys apart. */
export type Keys = { readonly id: string; readonly seal: Uint8Array; readonly digest: Uint8Array }

const derive = (master: Uint8Array, use: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', master, new Uint8Array(), `ecluse secrets: ${use}`, 32))

export const keysOf = (master: Uint8Array): Keys => ({
  id: Buffer.from(derive(master, 'name')).toString('hex').slice(0, 16),
  seal: derive(master, 'seal'),
  digest: derive(master, 'digest'),
})

/** Without the component: what is set for all of them is one value. */
const spelled = ({ application, environment, name }: SecretPlace): string =>
  canonical([application, environment, name])

export const digestOf = (keys: Keys, place: SecretPlace, value: string): string =>
  `hmac:${createHmac('sha256', keys.digest)
    .update(canonical([spelled(place), value]))
    .digest('hex')}`

/** Text without white space: format, key, place, nonce, then cipher text and tag. The head is authenticated, too. */
export const seal = (keys: Keys, place: SecretPlace, value: string, nonce: Uint8Array): string => {
  const where = Buffer.from(spelled(place)).toString('base64url')
  const head = [format, keys.id, where, Buffer.from(nonce).toString('base64url')].join('.')
  const cipher = createCipheriv(algorithm, keys.seal, nonce).setAAD(Buffer.from(head))
  const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${head}.${body.toString('base64url')}`
}

/** The value; throws `secrets-key-other`, `secret-damaged`. */
export const unseal = (keys: Keys, sealed: string): string => {
  const [words, id = '', where, nonce = '', body = ''] = sealed.split('.')
  if (words !== format) throw new ProblemError(notSealed())
  if (id !== keys.id) throw new ProblemError(keyOther(id, keys.id))
  const bytes = Buffer.from(body, 'base64url')
  try {
    const decipher = createDecipheriv(algorithm, keys.seal, Buffer.from(nonce, 'base64url'), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from([words, id, where, nonce].join('.')))
      .setAuthTag(bytes.subarray(-tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8')
  } catch {
    // What the library says of it is of no use to anybody, and it is not passed on.
    throw new ProblemError(notSealed())
  }
}
