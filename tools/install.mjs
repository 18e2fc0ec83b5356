// Installs the dependencies from the lockfile where they are missing, once at a time per clone.
// Plain JavaScript for any Node >= 20 and without a dependency: it runs before there is one.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = realpathSync(fileURLToPath(new URL('..', import.meta.url)))

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

const glibc = () => process.report?.getReport?.().header?.glibcVersionRuntime !== undefined
const one = (value) => (Array.isArray(value) ? value : [value])

/** Optional packages for this platform count as needed: npm leaves them out without a word when it fails. */
const neededHere = (entry) => {
  if (entry.optional !== true) return true
  if (entry.os === undefined || entry.cpu === undefined) return false
  if (!one(entry.os).includes(process.platform) || !one(entry.cpu).includes(process.arch)) return false
  return entry.libc === undefined || one(entry.libc).includes(glibc() ? 'glibc' : 'musl')
}

/** Whether all that the lockfile names for this platform is there: npm writes its hidden lockfile last. */
export const isInstalled = (folder = root) => {
  const wanted = readJson(join(folder, 'package-lock.json'))?.packages
  const there = readJson(join(folder, 'node_modules/.package-lock.json'))?.packages
  if (wanted === undefined || there === undefined) return false
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      !neededHere(entry) ||
      (there[path]?.version === entry.version && existsSync(join(folder, path))),
  )
}

/** The pinned Node, or undefined on a platform that it is not made for. */
export const pinnedNode = (folder = root) => {
  const path = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  return existsSync(path) ? path : undefined
}

/** The environment of a tool of this clone: its own binaries first on PATH. */
export const toolEnvironment = (folder = root) => ({
  ...process.env,
  PATH: [join(folder, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
})

/** npm runs on the system's Node: the pinned one lies in the folder that it empties. */
const npmEnvironment = (folder) => {
  const ours = join(folder, 'node_modules', '.bin')
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => entry !== ours)
  return { ...process.env, PATH: path.join(delimiter) }
}

/** On Linux the name lives in the kernel alone, and is free as soon as its holder is dead. */
const lockName = (folder) => {
  const name = `ecluse-install-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name)
}

const listen = (path) =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ path }, () => resolve(server))
  })

/** Ends when the holder's end of the connection does; false where nobody holds the name any more. */
const holderGone = (path) =>
  new Promise((resolve) => {
    let met = false
    const socket = connect({ path })
    socket.on('connect', () => {
      met = true
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(met))
    socket.resume()
  })

const lock = async (path, waiting) => {
  for (;;) {
    try {
      return await listen(path)
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error
    }
    waiting()
    // A name in the file system outlives its holder; one in the kernel does not.
    if (!(await holderGone(path)) && process.platform !== 'linux') rmSync(path, { force: true })
  }
}

/**
 * Runs in a process of its own, so that the lock is held until npm has really ended, whoever was killed. Its
 * standard input is a pipe from the one that waits: when that one dies, npm and all its children go too.
 */
const guard = async (folder) => {
  let child
  const end = () => {
    if (child?.pid !== undefined) {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
    process.exit(1)
  }
  process.stdin.on('end', end).on('error', end).resume()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
  let told = false
  const server = await lock(lockName(folder), () => {
    if (!told) process.stderr.write('another process is installing the dependencies here: waiting for it\n')
    told = true
  })
  server.on('connection', (socket) => socket.on('error', () => {}))
  if (isInstalled(folder)) process.exit(0)
  process.stderr.write('installing the dependencies from the lockfile (npm ci)\n')
  const argv = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional']
  child = spawn('npm', argv, {
    cwd: folder,
    env: npmEnvironment(folder),
    stdio: ['ignore', 2, 2],
    detached: true,
  })
  child.on('error', (error) => {
    process.stderr.write(`npm cannot be started: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code) => process.exit(code ?? 1))
}

/**
 * Installs what is missing; answers at once where nothing is. Throws when it fails, after npm has said why on
 * standard error. Aborting the signal ends the install and all its processes.
 */
export const ensureInstalled = async (folder = root, { signal } = {}) => {
  if (isInstalled(folder)) return
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), folder], {
    stdio: ['pipe', 2, 2],
  })
  const stop = () => child.stdin.end()
  signal?.addEventListener('abort', stop)
  child.stdin.on('error', () => {})
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (value) => resolve(value ?? 1))
  })
  signal?.removeEventListener('abort', stop)
  if (code !== 0 || !isInstalled(folder))
    throw new Error(`the dependencies could not be installed (npm ci: ${code})`)
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await guard(process.argv[2] ?? root)
}
