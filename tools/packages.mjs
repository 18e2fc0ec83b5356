// The Debian packages of tools/packages.txt: what is missing, and how to have it.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './install.mjs'

const runnable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const folders = () => [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].filter(Boolean)
export const onPath = (command) => folders().some((folder) => runnable(join(folder, command)))

/** Rows of the list whose command is not there; `use` is `test` or `bench`. */
export const missingPackages = (use) =>
  readFileSync(join(root, 'tools/packages.txt'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name, command, usedBy, ...why] = line.trim().split(/\s+/)
      return { name, command, usedBy, why: why.join(' ') }
    })
    .filter((row) => row.usedBy === use && !onPath(row.command))

export const canInstall = () =>
  process.env.CI === 'true' &&
  process.getuid?.() === 0 &&
  existsSync('/etc/debian_version') &&
  onPath('apt-get')

const apt = (argv) =>
  new Promise((resolve) => {
    const options = ['-q', '-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=300']
    const child = spawn('apt-get', [...options, ...argv], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 2, 2],
    })
    child.on('error', () => resolve(1))
    child.on('exit', (code) => resolve(code ?? 1))
  })

/** Installs them; true when all their commands are there afterwards. */
export const installPackages = async (rows) => {
  await apt(['update'])
  const code = await apt(['install', '-y', '--no-install-recommends', ...rows.map((row) => row.name)])
  return code === 0 && rows.every((row) => onPath(row.command))
}
