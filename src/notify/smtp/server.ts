import type { Text } from '../../kernel/text.ts'
import { bareHost, isThisMachine, resolveHost } from '../../outgoing/address.ts'
import { patience } from '../../outgoing/post.ts'
import * as say from './messages.ts'

/** Options of the transport: TLS always, save in the clear to this machine. */
export const serverOf = async (value: string) => {
  const words = value.trim()
  if (!URL.canParse(words)) return say.notAServer()
  const url = new URL(words)
  const secure = url.protocol === 'smtps:'
  if ((!secure && url.protocol !== 'smtp:') || url.hostname === '') return say.notAServer()
  const found = await resolveHost(url.hostname)
  if (!Array.isArray(found)) return found as Text
  const [host = ''] = found as readonly string[]
  const auth = authOf(url)
  if (auth === null) return say.notAServer()
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !isThisMachine(url.hostname),
    tls: { servername: bareHost(url.hostname), minVersion: 'TLSv1.2' as const },
    ...auth,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    dnsTimeout: patience,
    logger: false as const,
  }
}

const authOf = ({ username, password }: URL) => {
  if (username === '') return {}
  try {
    return { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }
  } catch {
    return null
  }
}
