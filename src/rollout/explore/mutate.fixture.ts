import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Mistake } from './mistakes.fixture.ts'
import type { Core } from './scenario.fixture.ts'

const room = join(import.meta.dirname, '..')

/** A copy of the room with a mistake, imported. Throws where a patch does not apply exactly once. */
export const mistaken = async (mistake: Mistake): Promise<{ core: Core; remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'ecluse-mistake-'))
  const plain = (path: string) => !/(\.test\.ts|\.fixture\.ts|\.md)$/.test(path)
  await cp(join(room, '../kernel'), join(folder, 'kernel'), { recursive: true, filter: plain })
  await cp(room, join(folder, 'rollout'), { recursive: true, filter: plain })
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  for (const { file, find, replace } of mistake.patches) {
    const path = join(folder, 'rollout', file)
    const source = await readFile(path, 'utf8')
    const times = source.split(find).length - 1
    if (times !== 1) throw new Error(`“${mistake.name}”: stands ${times} times in ${file}: ${find}`)
    await writeFile(
      path,
      source.replace(find, () => replace),
    )
  }
  const core = await coreIn(join(folder, 'rollout'))
  return { core, remove: () => rm(folder, { recursive: true, force: true }) }
}

const coreIn = async (folder: string): Promise<Core> => {
  const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href)
  const [start, decide, tail, commands, evidence] = await Promise.all(
    ['start.ts', 'decide.ts', 'tail.ts', 'commands.ts', 'evidence.ts'].map(load),
  )
  return { ...start, ...decide, ...tail, ...commands, ...evidence } as Core
}
