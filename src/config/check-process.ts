import type { Problem } from '../kernel/problem.ts'
import * as say from './messages-process.ts'
import { needsOf } from './needs.ts'
import type { Written, WrittenComponent } from './schema.ts'
import { workersOf } from './workers.ts'
import type { Tree } from './yaml.ts'

const ways = ['path', 'port', 'command'] as const

const checksOf = (said: WrittenComponent, name: 'ready' | 'live'): readonly string[] => {
  const check = said[name]
  if (typeof check !== 'object') return check === undefined ? [] : ['path']
  return ways.filter((way) => check[way] !== undefined)
}

/** What cannot be meant of how processes run. */
export const checkProcesses = (written: Written, tree: Tree): readonly Problem[] => {
  const workers = workersOf(written)
  const led = new Set([
    ...(written.routes ?? []).map((route) => route.component),
    ...Object.values(written.components).flatMap((said) => needsOf(said)),
  ])
  return Object.entries(written.components).flatMap(([name, said]) => {
    if (said === null) return []
    const at = (key: string) => tree.atKey(['components', name, key])
    const problems: Problem[] = []
    for (const key of ['ready', 'live'] as const) {
      const found = checksOf(said, key)
      if (found.length > 1) problems.push({ ...say.checksMany(key, found), place: at(key) })
    }
    if (said['side-by-side'] !== undefined && !workers.has(name))
      problems.push({ ...say.noWorker(name), place: at('side-by-side') })
    if (said.schedule !== undefined) {
      const serves = said.port !== undefined || said.live !== undefined || said.instances !== undefined
      if (serves || led.has(name)) problems.push({ ...say.scheduleServes(name), place: at('schedule') })
    }
    if (workers.has(name) && said.live !== undefined && !checksOf(said, 'live').includes('command'))
      problems.push({ ...say.workerUnasked(name), place: at('live') })
    return problems
  })
}
