// `npm test`: installs what is missing, type-checks, lints, runs every suite, and ends with one line of counts.
// Plain JavaScript for any Node >= 20: it starts before anything is installed. Arguments choose test files.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, pinnedNode, root, toolEnvironment } from './install.mjs'
import { lastLine, together, vitestOutcome } from './outcome.mjs'
import { canInstall, installPackages, missingPackages } from './packages.mjs'

const strict = process.env.CI === 'true'
const deadline = Number(process.env.ECLUSE_TEST_MINUTES ?? 60) * 60_000
const say = (line) => process.stdout.write(`${line}\n`)

// One folder for all that the tests write, short because sockets' paths are, and open to the users they act as.
const scratch = mkdtempSync('/tmp/ecl-')
chmodSync(scratch, 0o1777)
const mark = `ECLUSE_TEST_RUN=${process.pid}-${Math.random().toString(36).slice(2)}`

/** Nothing of this machine's user gets into the tests: neither language, nor git's settings, nor their Écluse. */
const environment = () => {
  const { NODE_OPTIONS: _, NODE_ENV: __, ECLUSE_DATA: ___, LANGUAGE: ____, ...rest } = toolEnvironment()
  const [name, value] = mark.split('=')
  return {
    ...rest,
    LC_ALL: 'C.UTF-8',
    LANG: 'C.UTF-8',
    TMPDIR: scratch,
    XDG_STATE_HOME: join(scratch, 'state'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    [name]: value,
  }
}

/** Processes that carry this run's mark, found in /proc. */
const marked = () => {
  if (!existsSync('/proc/self/environ')) return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)) return []
        return [{ pid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim() }]
      } catch {
        return []
      }
    })
}

const kill = (pid, signal) => {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}

let running
const stopping = new AbortController()
const stop = (why) => {
  if (stopping.signal.aborted) return
  stopping.abort()
  say(`\nstopped: ${why}`)
  if (running?.pid !== undefined) kill(-running.pid, 'SIGKILL')
  for (const { pid } of marked()) kill(pid, 'SIGKILL')
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal))
// npm passes no signal on and its death is not told: its child notices that it has another parent.
const parent = process.ppid
if (process.env.npm_lifecycle_event !== undefined)
  setInterval(() => process.ppid !== parent && stop('npm is gone'), 500).unref()
setTimeout(() => stop(`not done after ${deadline / 60_000} minutes`), deadline).unref()

/** Runs argv in a group of its own and passes its output through; gives the exit code. */
const run = (argv) =>
  new Promise((resolve) => {
    if (stopping.signal.aborted) return resolve(1)
    const [command, ...rest] = argv
    running = spawn(command, rest, { cwd: root, env: environment(), stdio: ['ignore', 1, 1], detached: true })
    running.on('error', (error) => {
      say(`${command}: ${error.message}`)
      resolve(1)
    })
    running.on('exit', (code) => resolve(code ?? 1))
  })

const step = async (name, argv) => {
  say(`\n== ${name}`)
  const started = Date.now()
  const ok = (await run(argv)) === 0
  say(`${ok ? 'passed' : 'FAILED'}: ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  return { passed: ok ? 1 : 0, failed: ok ? [] : [name], skipped: [] }
}

const packages = async () => {
  const missing = missingPackages('test')
  if (missing.length === 0) return { passed: 0, failed: [], skipped: [] }
  const names = missing.map((row) => row.name).join(' ')
  if (canInstall()) {
    say(`\n== packages that tests need: ${names}`)
    const ok = await installPackages(missing)
    return { passed: ok ? 1 : 0, failed: ok ? [] : [`packages: ${names}`], skipped: [] }
  }
  for (const row of missing)
    say(`not here: ${row.name} (${row.why}); its tests are skipped. To have it: apt-get install ${row.name}`)
  return { passed: 0, failed: [], skipped: [] }
}

const suites = async (node) => {
  say('\n== tests')
  const file = join(scratch, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await run([node, vitest, 'run', ...reporters, ...process.argv.slice(2)])
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  return vitestOutcome(report, code, root)
}

/** A test that leaves a process behind has failed, whatever it said; what is left is ended here. */
const leftovers = () => {
  const left = marked()
  for (const { pid, command } of left) {
    say(`left behind: process ${pid}: ${command.slice(0, 160)}`)
    kill(pid, 'SIGKILL')
  }
  return {
    passed: left.length === 0 ? 1 : 0,
    failed: left.length === 0 ? [] : ['processes left behind by the tests'],
    skipped: [],
  }
}

const everything = async () => {
  const parts = []
  try {
    await ensureInstalled(root, { signal: stopping.signal })
    parts.push({ passed: 1, failed: [], skipped: [] })
  } catch (error) {
    return [{ passed: 0, failed: [error.message], skipped: [] }]
  }
  parts.push(await packages())
  const node = pinnedNode() ?? process.execPath
  parts.push(await step('types', [node, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']))
  parts.push(
    await step('style', [
      node,
      join(root, 'node_modules/@biomejs/biome/bin/biome'),
      'check',
      '--error-on-warnings',
      '.',
    ]),
  )
  parts.push(await step('rings and purity', [node, join(root, 'tools/lint/main.ts')]))
  parts.push(await suites(node))
  parts.push(leftovers())
  if (stopping.signal.aborted) parts.push({ passed: 0, failed: ['stopped before the end'], skipped: [] })
  return parts
}

const total = together(await everything(), strict)
rmSync(scratch, { recursive: true, force: true })
if (total.skipped.length > 0) say(`\nskipped:\n${total.skipped.map((name) => `  ${name}`).join('\n')}`)
if (total.failed.length > 0) say(`\nfailed:\n${total.failed.map((name) => `  ${name}`).join('\n')}`)
say('')
process.exitCode = total.failed.length === 0 ? 0 : 1
say(lastLine(total))
process.exit()
