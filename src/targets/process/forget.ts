import { randomBytes } from 'node:crypto'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Folder } from '../../folder/layout.ts'
import type { ApplicationUser, JobSpec, Supervision } from '../../ports/supervision.ts'
import { removeTree } from './tree.ts'

const within = 600_000

/** The topmost paths below a folder of ours that are the user's. */
const ownedBelow = async (path: string, user: ApplicationUser): Promise<readonly string[]> => {
  const found = await lstat(path).catch(() => null)
  if (found === null || !found.isDirectory()) return []
  if (found.uid === user.uid) return [path]
  const names = await readdir(path)
  return (await Promise.all(names.map((name) => ownedBelow(join(path, name), user)))).flat()
}

const finish = async (supervision: Supervision, spec: JobSpec): Promise<void> => {
  await supervision.job(spec)
  const until = performance.now() + within
  const running = async () =>
    (await supervision.list()).jobs.some(({ id, state }) => id === spec.id && state === 'running')
  while ((await running()) && performance.now() < until) await sleep(100)
}

/**
 * Removes what an application left for good. Where applications are separated only its own user can remove what that
 * user wrote; afterwards the user is free for another application.
 */
export const forget = async (
  folder: Folder,
  supervision: Supervision,
  application: string,
): Promise<void> => {
  const { users } = await supervision.list()
  const known = users?.[application] !== undefined
  const user = known ? await supervision.user(application) : null
  const roots = [folder.runs, folder.keep].map((root) => join(root, application))
  const theirs = user === null ? [] : (await Promise.all(roots.map((root) => ownedBelow(root, user)))).flat()
  for (const argv of theirs.length === 0
    ? []
    : [
        ['/usr/bin/chmod', '-R', 'u+rwX', '--', ...theirs],
        ['/usr/bin/find', ...theirs, '-mindepth', '1', '-delete'],
      ])
    await finish(supervision, {
      id: `forget-${application}-${randomBytes(6).toString('hex')}`,
      application,
      argv,
      cwd: '/',
      variables: {},
      log: join(folder.logs, 'forget.log'),
      within,
      nice: 10,
    })
  for (const root of roots) await removeTree(root)
  if (known) await supervision.freeUser(application)
}
