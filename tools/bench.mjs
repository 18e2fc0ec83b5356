// `npm run bench -- NAME...`: runs bench/NAME.ts on the pinned Node, one after the other, and prints only JSON lines:
// {"bench","measure","value","unit","goal","met","peer"?}. What else a bench says goes to standard error.
// Plain JavaScript for any Node >= 20: it installs what is missing first. A missed goal is a result, not a failure.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ensureInstalled, pinnedNode, root, toolEnvironment } from './install.mjs'
import { canInstall, installPackages, missingPackages } from './packages.mjs'

const folder = join(root, 'bench')
const say = (line) => process.stderr.write(`${line}\n`)

/** A bench is a file without a hyphen; what several share has one. */
const names = () =>
  readdirSync(folder)
    .filter((file) => /^[a-z]+\.ts$/.test(file))
    .map((file) => file.slice(0, -3))
    .sort()

const keys = ['bench', 'measure', 'value', 'unit', 'goal', 'met']

/** The line as it is, when it is a measurement. */
const measurement = (line) => {
  try {
    const value = JSON.parse(line)
    return keys.every((key) => Object.hasOwn(value, key)) ? value : undefined
  } catch {
    return undefined
  }
}

let running
const end = (signal) => {
  if (running?.pid === undefined) return
  try {
    process.kill(-running.pid, signal)
  } catch {
    // It has ended by itself.
  }
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    end('SIGTERM')
    setTimeout(() => end('SIGKILL'), 5_000).unref()
  })
const parent = process.ppid
setInterval(() => process.ppid !== parent && end('SIGKILL'), 500).unref()

/** Runs one bench in a process group of its own; gives its exit code and how many measurements it printed. */
const run = (name, node) =>
  new Promise((resolve) => {
    let printed = 0
    running = spawn(node, [join(folder, `${name}.ts`)], {
      cwd: root,
      env: toolEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    createInterface({ input: running.stdout }).on('line', (line) => {
      if (measurement(line) === undefined) return say(line)
      printed += 1
      process.stdout.write(`${line}\n`)
    })
    running.on('error', (error) => {
      say(`${name}: ${error.message}`)
      resolve({ code: 1, printed })
    })
    running.on('close', (code) => resolve({ code: code ?? 1, printed }))
  })

const peers = async () => {
  const missing = missingPackages('bench')
  if (missing.length === 0) return
  if (canInstall() && (await installPackages(missing))) return
  for (const row of missing)
    say(`not here: ${row.name} (${row.why}); to have it: apt-get install ${row.name}`)
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !existsSync(join(folder, `${name}.ts`)) || !names().includes(name))
if (wanted.length === 0 || unknown.length > 0) {
  say(
    `${unknown.length > 0 ? `no such bench: ${unknown.join(' ')}\n` : ''}npm run bench -- NAME...   of: ${names().join(' ')}`,
  )
  process.exit(2)
}
await ensureInstalled()
await peers()
const node = pinnedNode() ?? process.execPath
let failed = false
for (const name of wanted) {
  const { code, printed } = await run(name, node)
  if (code !== 0 || printed === 0) {
    failed = true
    say(`${name}: ended with ${code} after ${printed} measurements`)
  }
}
process.exit(failed ? 1 : 0)
