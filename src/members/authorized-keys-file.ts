import { mkdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeDurably } from '../folder/durable.ts'
import { notWritten } from '../folder/messages.ts'
import { memberLine, readKeyLines, withLines, withoutLines } from '../identity/authorized-keys.ts'
import { checkAdd, checkRemove } from '../identity/changes.ts'
import type { KeyLine } from '../identity/types.ts'
import type { Members } from '../ports/members.ts'

export type MembersOptions = {
  /** The `authorized_keys` of the account that this process runs as. */
  readonly file: string
  /** argv that begins a forced command: this program, as the account's shell finds it. */
  readonly program: readonly string[]
  /** Words at its end: the data folder, where it is not the one that the account has by itself. */
  readonly more?: readonly string[]
}

type Read = { readonly stamp: string; readonly lines: readonly KeyLine[] }

const readText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** Changes whenever the file does: it is replaced as a whole, by us and by editors, or grows. */
const stampOf = async (file: string): Promise<string> => {
  const found = await stat(file, { bigint: true }).catch(() => null)
  return found === null ? '' : `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`
}

/** sshd refuses a file or a folder that others may write. */
const replace = async (file: string, text: string): Promise<void> => {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    // A link stays one: what it names is replaced.
    await writeDurably(await realpath(file).catch(() => file), text, 0o600)
  } catch (error) {
    throw (error as Error).name === 'ProblemError' ? error : notWritten(file, error)
  }
}

/** Members as lines of an `authorized_keys`: the one truth, which people may edit, too. One change at a time. */
export const createMembers = ({ file, program, more = [] }: MembersOptions): Members => {
  let known: Read | null = null
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
  const lines = async (): Promise<readonly KeyLine[]> => {
    const stamp = await stampOf(file)
    if (known?.stamp !== stamp) known = { stamp, lines: readKeyLines(await readText(file)) }
    return known.lines
  }
  return {
    file,
    lines,
    add: (member, keys) =>
      inTurn(async () => {
        const text = await readText(file)
        const found = readKeyLines(text)
        const { all, replaced } = checkAdd(found, member.member, keys)
        const added = all.map((key) =>
          memberLine(program, { ...member, key: key.fingerprint }, key, { more }),
        )
        await replace(file, withLines(withoutLines(text, replaced), added))
      }),
    remove: (member) =>
      inTurn(async () => {
        const text = await readText(file)
        const gone = checkRemove(readKeyLines(text), member)
        await replace(
          file,
          withoutLines(
            text,
            gone.map(({ line }) => line),
          ),
        )
        return gone.map(({ key }) => key)
      }),
  }
}
