import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto'

/**
 * What a command printed, on its way to the only process that may read it: a job's output goes to a file, and no
 * value may stand in a file. X25519 with a key pair for each side and each use, HKDF, AES-256-GCM.
 */
export type Envelope = {
  readonly code: number | null
  readonly signal: string | null
  /** Why it could not be started: the system's word. */
  readonly failure: string | null
  readonly tooLarge: boolean
  readonly key: string
  readonly nonce: string
  readonly body: string
}

const tagBytes = 16

const keyFor = (privateKey: string, publicKey: string): Uint8Array => {
  const shared = diffieHellman({
    privateKey: createPrivateKey({ key: Buffer.from(privateKey, 'base64url'), format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' }),
  })
  return new Uint8Array(hkdfSync('sha256', shared, new Uint8Array(), 'ecluse envelope', 32))
}

/** DER as base64url. */
export const newPair = (): { readonly publicKey: string; readonly privateKey: string } => {
  const pair = generateKeyPairSync('x25519')
  return {
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
  }
}

export const close = (
  publicKey: string,
  bytes: Uint8Array,
  how: Pick<Envelope, 'code' | 'signal' | 'failure' | 'tooLarge'>,
): Envelope => {
  const own = newPair()
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFor(own.privateKey, publicKey), nonce)
  const body = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  return {
    ...how,
    key: own.publicKey,
    nonce: nonce.toString('base64url'),
    body: body.toString('base64url'),
  }
}

/** Throws where it was not closed for this key. */
export const openEnvelope = (privateKey: string, { key, nonce, body }: Envelope): Buffer => {
  const bytes = Buffer.from(body, 'base64url')
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyFor(privateKey, key),
    Buffer.from(nonce, 'base64url'),
  ).setAuthTag(bytes.subarray(-tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()])
}
