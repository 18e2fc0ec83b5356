// Which processes belong to one run of the demo, found in /proc. Plain JavaScript for any Node >= 20.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

const within = (path, folder) => path === folder || path.startsWith(`${folder}/`)

/** Écluse's own variables (the demo's, the data folder's) and the temporary folder given to each instance. */
const carries = (variable, folder) => {
  const equals = variable.indexOf('=')
  const name = variable.slice(0, equals)
  if (!name.startsWith('ECLUSE_') && name !== 'TMPDIR') return false
  return within(variable.slice(equals + 1), folder)
}

/** A shell that stands in the demo's repository belongs to its user; what works in the data folder is ours. */
const belongs = (pid, folder) => {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    if (environment.some((variable) => carries(variable, folder))) return true
    return within(readlinkSync(`/proc/${pid}/cwd`), join(folder, 'data'))
  } catch {
    // It has ended, or belongs to another user.
    return false
  }
}

/** Process ids that belong to the demo of this folder, this process left out. */
export const markedBy = (folder) =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && belongs(pid, folder))
