import type { Problem } from '../../../kernel/problem.ts'
import { say } from '../../../kernel/text.ts'
import { instantText } from '../../../kernel/time.ts'

const until = (at: number | undefined): { readonly en: string; readonly fr: string } => {
  if (at === undefined) return { en: 'it has none yet', fr: 'il n’en a pas encore' }
  const day = new Date(at).toISOString().slice(0, 10)
  return { en: `the one it has ends on ${day}`, fr: `celui qu’il a se termine le ${day}` }
}

/** Where it is mended. */
const place = { file: 'ecluse.yaml' }

type Failed = { readonly host: string; readonly words: string; readonly notAfter: number | undefined }

export const refused = ({ host, words, notAfter }: Failed): Problem => ({
  code: 'acme-refused',
  kind: 'failed',
  place,
  message: say(
    () => `the ACME server gives no certificate for ${host} (${until(notAfter).en}): ${words}`,
    () => `le serveur ACME ne délivre pas de certificat pour ${host} (${until(notAfter).fr}) : ${words}`,
  ),
  expected: say(
    () => `that the ACME server reaches this edge at http://${host}/.well-known/acme-challenge/`,
    () => `que le serveur ACME atteigne cette périphérie à http://${host}/.well-known/acme-challenge/`,
  ),
  todo: say(
    () => `check that the DNS of ${host} leads here and that port 80 is open; it is tried again by itself`,
    () =>
      `vérifiez que le DNS de ${host} mène ici et que le port 80 est ouvert ; un nouvel essai suit de lui-même`,
  ),
})

export const rateLimited = ({ host, words, notAfter }: Failed, at: number): Problem => ({
  code: 'acme-rate-limited',
  kind: 'failed',
  place,
  message: say(
    () => `the ACME server was asked too often for ${host} (${until(notAfter).en}): ${words}`,
    () => `le serveur ACME a été trop sollicité pour ${host} (${until(notAfter).fr}) : ${words}`,
  ),
  expected: say(
    () => 'fewer orders than the ACME server allows',
    () => 'moins de demandes que n’en permet le serveur ACME',
  ),
  todo: say(
    () => `nothing: it is tried again after ${instantText(at)}; until then certificates from files serve`,
    () =>
      `rien : un nouvel essai suit après ${instantText(at)} ; d’ici là, des certificats de fichiers servent`,
  ),
})

export const unreachable = ({ host, words, notAfter }: Failed): Problem => ({
  code: 'acme-unreachable',
  kind: 'failed',
  place,
  message: say(
    () => `the ACME server does not answer the order for ${host} (${until(notAfter).en}): ${words}`,
    () => `le serveur ACME ne répond pas à la demande pour ${host} (${until(notAfter).fr}) : ${words}`,
  ),
  expected: say(
    () => 'an ACME server that can be reached from this machine',
    () => 'un serveur ACME joignable depuis cette machine',
  ),
  todo: say(
    () => 'check the way out of this machine and `directory`; it is tried again by itself',
    () => 'vérifiez la sortie réseau de cette machine et `directory` ; un nouvel essai suit de lui-même',
  ),
})
