import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { ProblemError } from '../../../kernel/problem.ts'
import * as say from './messages.ts'

/** A certificate with its key, ready to serve. */
export type Pair = {
  readonly context: SecureContext
  readonly pem: { readonly cert: string; readonly key: string }
  readonly leaf: X509Certificate
  readonly notBefore: number
  readonly notAfter: number
}

const leafOf = (pem: string, file: string): X509Certificate => {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new ProblemError(say.notCertificate(file), error)
  }
}

const keyOf = (pem: string, file: string): KeyObject => {
  try {
    return createPrivateKey(pem)
  } catch (error) {
    throw new ProblemError(say.notKey(file), error)
  }
}

/**
 * Reads a certificate chain and its key (PEM). Throws `not-a-certificate`, `not-a-key`, `key-of-another`: what can
 * never be served. Expired and foreign ones are no pair's affair: `problemOf` says so.
 */
export const pairOf = (
  certificate: { readonly file: string; readonly pem: string },
  key: { readonly file: string; readonly pem: string },
): Pair => {
  const leaf = leafOf(certificate.pem, certificate.file)
  const secret = keyOf(key.pem, key.file)
  if (!leaf.checkPrivateKey(secret)) throw new ProblemError(say.keyOfAnother(certificate.file, key.file))
  try {
    const context = createSecureContext({ cert: certificate.pem, key: key.pem, minVersion: 'TLSv1.2' })
    const [notBefore, notAfter] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)]
    return { context, pem: { cert: certificate.pem, key: key.pem }, leaf, notBefore, notAfter }
  } catch (error) {
    throw new ProblemError(say.notCertificate(certificate.file), error)
  }
}

/** Whether it speaks for a host. */
export const covers = (pair: Pair, host: string): boolean =>
  (isIP(host) === 0 ? pair.leaf.checkHost(host) : pair.leaf.checkIP(host)) !== undefined

/** Whom it speaks for, in its own words. */
export const namesOf = (pair: Pair): readonly string[] => {
  const names = [...(pair.leaf.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)]
  return names.flatMap(([, name]) => name ?? [])
}
