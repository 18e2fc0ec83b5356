import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { syncFolder } from '../folder/durable.ts'

const run = promisify(execFile)

/**
 * Brings everything below a path to the disk before its name says that it is whole: one `syncfs` for thousands of
 * files, through `sync -f` of GNU coreutils; elsewhere the folder alone is synced.
 */
export const flush = async (path: string): Promise<void> => {
  await run('sync', ['-f', path], {
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
  }).catch(() => undefined)
  await syncFolder(path)
}
