import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Folder, runFolder } from '../../folder/layout.ts'
import { sweepHalves } from './prepare.ts'
import { removeTree } from './tree.ts'

/** Gone revisions of a component whose output can still be read. */
const logsKept = 20

/** Output of the oldest gone revisions of a component goes when there are too many: it is small, but not nothing. */
const forget = async (component: string): Promise<void> => {
  const gone: { readonly path: string; readonly at: number }[] = []
  for (const name of await readdir(component)) {
    const path = join(component, name)
    if (!existsSync(join(path, 'app'))) gone.push({ path, at: (await stat(path)).mtimeMs })
  }
  const old = gone.toSorted((left, right) => right.at - left.at).slice(logsKept)
  for (const { path } of old) await removeTree(path)
}

/** Removes a gone revision's application and temporary folders; its output stays readable for a while. */
export const cleanRun = async (folder: Folder, key: string): Promise<void> => {
  const { root, app, tmp } = runFolder(folder, key)
  if (!existsSync(root)) return
  await removeTree(app)
  await removeTree(join(root, 'bin'))
  await removeTree(tmp)
  await sweepHalves(root)
  await forget(dirname(root))
}
