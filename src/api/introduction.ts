import type { Socket } from 'node:net'
import { isFingerprint, isMemberName } from '../identity/forced-command.ts'

/** Who a bridge says that it is: the words of the forced command by which sshd started it. */
export type Introduction = { readonly member: string; readonly key: string }

const longest = 1_024
const within = 5_000
const newline = 0x0a

export const writeIntroduction = ({ member, key }: Introduction): string =>
  `${JSON.stringify({ member, key })}\n`

const parse = (line: string): Introduction | null => {
  try {
    const { member, key } = JSON.parse(line) as { member?: unknown; key?: unknown }
    if (typeof member !== 'string' || typeof key !== 'string') return null
    return isMemberName(member) && isFingerprint(key) ? { member, key } : null
  } catch {
    return null
  }
}

/** The first line of a connection; what comes after it stays unread. Null where it is none, too long, or too late. */
export const readIntroduction = (socket: Socket): Promise<Introduction | null> =>
  new Promise((resolve) => {
    let held: Buffer = Buffer.alloc(0)
    const end = (who: Introduction | null): void => {
      clearTimeout(timer)
      socket.off('readable', read)
      socket.off('close', gone)
      socket.off('end', gone)
      resolve(who)
    }
    const gone = (): void => end(null)
    const read = (): void => {
      for (let part = socket.read() as Buffer | null; part !== null; part = socket.read() as Buffer | null) {
        held = Buffer.concat([held, part])
        const at = held.indexOf(newline)
        if (at > longest || (at < 0 && held.length > longest)) {
          end(null)
          return
        }
        if (at < 0) continue
        const rest = held.subarray(at + 1)
        if (rest.length > 0) socket.unshift(rest)
        end(parse(held.toString('utf8', 0, at)))
        return
      }
    }
    const timer = setTimeout(gone, within)
    socket.on('readable', read)
    socket.once('close', gone)
    socket.once('end', gone)
  })
