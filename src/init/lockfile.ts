import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What a build takes dependencies from; null where it finds nothing that it reads. `file` is the one that is there. */
export type LockfileHere = { readonly file: string; readonly isRead: boolean }

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null

const readable = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml']
const notReadable = ['bun.lock', 'bun.lockb']

/** Looks in a component's folder, then in the repository's root. yarn's file is one of yarn 1, or of a later kind. */
export const lockfileHere = async (root: string, context: string): Promise<LockfileHere | null> => {
  let other: LockfileHere | null = null
  for (const folder of [join(root, context), root]) {
    for (const file of readable) if (await isThere(join(folder, file))) return { file, isRead: true }
    const yarn = await readFile(join(folder, 'yarn.lock'), 'utf8').catch(() => null)
    if (yarn !== null && !/^__metadata:/m.test(yarn)) return { file: 'yarn.lock', isRead: true }
    if (yarn !== null) other ??= { file: 'yarn.lock', isRead: false }
    for (const file of notReadable) if (await isThere(join(folder, file))) other ??= { file, isRead: false }
  }
  return other
}
