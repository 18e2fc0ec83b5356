import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { listenMembers } from '../api/door.ts'
import { createApi, listenApi } from '../api/server.ts'
import { createEngine } from '../engine/engine.ts'
import { openFolder } from '../folder/open.ts'
import { administratorsOf } from '../identity/administrators.ts'
import { places } from '../setup/places.ts'
import { lockExclusive } from '../store/sqlite/lock.ts'
import { guardSupervisor } from '../supervisor/launch.ts'
import { openAdapters } from './adapters.ts'
import { keepDeeds } from './deeds.ts'
import { supervisorArgv } from './entries.ts'
import { floorAt } from './floor.ts'
import { logTrouble, say } from './log.ts'
import { membersOf } from './members.ts'
import { thisPackage } from './package-root.ts'
import { backupOf } from './safekeeping.ts'

// `control-plane --data DIR`: started, and started again, by the supervisor, whose log for it is its output.
const { values } = parseArgs({ options: { data: { type: 'string' } } })

/** Longest time that the end may take; the supervisor would kill it after that. */
const endsWithin = 8_000

const begin = async (): Promise<() => Promise<void>> => {
  const folder = openFolder(values.data ?? '')
  const lock = lockExclusive(join(folder.root, 'control.lock'))
  const adapters = await openAdapters(folder)
  const members = membersOf(folder)
  const engine = createEngine({
    ...adapters.parts,
    ...floorAt(folder),
    administrators: async (application) => administratorsOf(await members.lines(), application),
    heard: () => undefined,
    trouble: logTrouble,
  })
  const about = {
    version: thisPackage.version,
    node: process.versions.node,
    pid: process.pid,
    data: folder.root,
    startedAt: Date.now(),
  }
  const api = createApi({
    served: { engine, about, backup: backupOf(folder, adapters.parts), members },
    trouble: logTrouble,
  })
  await engine.start()
  await listenApi(api, folder.sockets.control)
  await listenMembers(api, folder.sockets.members, members)
  const deeds = folder.root === places.data ? keepDeeds(places.deeds, adapters.parts, logTrouble) : null
  const unguard = guardSupervisor(folder, supervisorArgv(folder, true))
  // Kept for the next start also where this one ends by a kill.
  flushCompileCache()
  say(`version ${about.version} answers on ${folder.sockets.control}`)
  return async () => {
    unguard()
    await deeds?.()
    await api.close()
    await engine.stop()
    await adapters.close()
    lock.release()
  }
}

// Nobody reads this process's output but a log: a full disk must not end it there.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)
process.on('unhandledRejection', (error) => logTrouble('unhandled', error))

try {
  const end = await begin()
  let ending = false
  const stop = (signal: string): void => {
    if (ending) return
    ending = true
    say(`${signal}: ends`)
    setTimeout(() => process.exit(1), endsWithin).unref()
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        logTrouble('end', error)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
} catch (error) {
  logTrouble('start', error)
  process.exit(1)
}
