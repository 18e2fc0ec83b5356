// The demo's first process, for any Node >= 20: a watchdog, the dependencies from the lockfile, then the demo itself on
// the pinned Node. Whatever ends this process, the watchdog takes away all that it started.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, pinnedNode } from '../tools/install.mjs'
import { onPath } from '../tools/packages.mjs'

const argv = process.argv.slice(2)
const here = (name) => fileURLToPath(new URL(name, import.meta.url))

const language = () => {
  const at = argv.findIndex((word) => word === '--language' || word.startsWith('--language='))
  const given = at < 0 ? undefined : (argv[at].split('=')[1] ?? argv[at + 1])
  const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || ''
  return /^fr/i.test(given ?? locale) ? 'fr' : 'en'
}
const french = language() === 'fr'
const say = (en, fr) => process.stderr.write(`${french ? fr : en}\n`)

/** Short, because sockets stand in it, and their paths may have 107 bytes. */
const newFolder = () => {
  const base = Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp'
  return join(base, `ecluse-demo-${randomBytes(5).toString('hex')}`)
}

/** What the user's shell says to Node, git and their own Écluse is not for the demo. */
const environment = (folder) => {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(ECLUSE_|GIT_|NODE_OPTIONS$|NODE_ENV$)/.test(name),
  )
  return { ...Object.fromEntries(kept), ECLUSE_DEMO: folder }
}

const startWatchdog = (folder) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [here('./watchdog.mjs'), folder], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: environment('none'),
      detached: true,
    })
    const ended = new Promise((end) => child.once('exit', end))
    child.stdin.on('error', () => {})
    child.once('error', reject)
    child.once('exit', () => reject(new Error('the watchdog ended')))
    child.stdout.once('data', () =>
      resolve(() => {
        child.stdin.end()
        return ended
      }),
    )
  })

const stopping = new AbortController()
let reason
const stop = (signal) => {
  reason ??= signal
  stopping.abort()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal))
// A terminal that is gone is told by a signal, or by the next write to it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop('SIGHUP'))
// npm that was killed or hung up passes nothing on: this process notices that it has another parent.
const parent = process.ppid
setInterval(() => process.ppid !== parent && stop('SIGHUP'), 100).unref()

/** The demo itself; gives its exit code, and tells what it has come to so far while it stays up. */
const runDemo = (node, folder) =>
  new Promise((resolve) => {
    let verdict
    const child = spawn(node, [here('./main.ts'), ...argv], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: environment(folder),
    })
    const end = () => child.kill('SIGKILL')
    if (stopping.signal.aborted) end()
    stopping.signal.addEventListener('abort', end)
    child.on('message', (message) => {
      verdict = message.verdict
    })
    child.on('error', (error) => {
      say(`the demo cannot start: ${error.message}`, `la démonstration ne démarre pas : ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? verdict))
  })

const demo = async (folder) => {
  try {
    await ensureInstalled(undefined, { signal: stopping.signal })
  } catch (error) {
    if (!stopping.signal.aborted) {
      say(error.message, `les dépendances n’ont pas pu être installées (${error.message})`)
    }
    return 1
  }
  const node = pinnedNode()
  if (node === undefined) {
    say(
      'the pinned Node is not installed: npm ci --include=optional',
      'le Node épinglé n’est pas installé : npm ci --include=optional',
    )
    return 1
  }
  return runDemo(node, folder)
}

const possible = () => {
  if (process.platform !== 'linux') {
    say(
      'the demo runs on Linux (x64 or arm64); elsewhere, "ecluse check" and the other commands of files work',
      'la démonstration demande Linux (x64 ou arm64) ; ailleurs, « ecluse check » et les autres commandes sur fichiers fonctionnent',
    )
    return false
  }
  if (!onPath('git')) {
    say('the demo needs git on PATH', 'la démonstration a besoin de git dans le PATH')
    return false
  }
  return true
}

const main = async () => {
  if (!possible()) return 1
  const folder = newFolder()
  const dismiss = await startWatchdog(folder)
  const code = stopping.signal.aborted ? undefined : await demo(folder)
  if (reason !== undefined) say('\nstopping everything…', '\narrêt de tout…')
  await dismiss()
  if (reason !== undefined) say('stopped: nothing remains', 'arrêté : il ne reste rien')
  return code ?? 128 + (constants.signals[reason ?? 'SIGTERM'] ?? 15)
}

process.exit(await main())
