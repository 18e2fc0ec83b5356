import type { Side, Split } from '../../../ports/router.ts'
import { type Access, lineOf } from '../access/line.ts'
import type { AccessLog } from '../access/log.ts'
import { Placing } from '../cohort/placing.ts'
import type { Substitute } from '../http/file-answer.ts'
import type { RunEntry } from '../runs/run-entry.ts'
import type { Group, Subject } from '../telemetry/group.ts'
import { Rules } from './rules.ts'

/** One route of one side, with where its requests are counted. */
export type Route = {
  readonly path: string
  /** Undefined: whatever host. */
  readonly host: string | undefined
  readonly run: RunEntry
  /** No process answers: files do. */
  readonly files: boolean
  readonly people: Group
  readonly forced: Group
}

type Compiler = {
  readonly entry: (key: string) => RunEntry
  readonly group: (subject: Subject) => Group
  readonly asset: (environment: string, target: string) => Substitute | undefined
  /** Where the requests of an environment are written down. */
  readonly access: (environment: string) => AccessLog
}

/** A split as requests use it: everything that does not depend on the request is worked out before. */
export type Compiled = {
  readonly split: Split
  readonly placing: Placing
  readonly rules: Rules
  /** A file of an earlier release. */
  readonly asset: (target: string) => Substitute | undefined
  /** Undefined where no access log is kept. */
  readonly log: ((access: Access) => void) | undefined
  readonly sides: { readonly old: readonly Route[]; readonly new: readonly Route[] }
  /** Where requests are counted that no route takes. */
  readonly nobody: Group
}

export const compile = (split: Split, compiler: Compiler): Compiled => {
  const { environment, generation, weight } = split
  const nobody = compiler.group({
    environment,
    generation,
    weight,
    kind: 'people',
    side: null,
    release: null,
    component: null,
    revision: null,
    route: null,
  })
  const routes = (name: 'old' | 'new', side: Side | null): readonly Route[] =>
    [...(side?.routes ?? [])]
      .sort(
        (a, b) =>
          b.path.length - a.path.length || Number(a.host === undefined) - Number(b.host === undefined),
      )
      .map(({ path, component, run, host, files }) => {
        const entry = compiler.entry(run)
        const subject = { environment, generation, weight, side: name, release: side?.release ?? null }
        const at = { component, revision: entry.revision, route: `${host ?? ''}${path}` }
        return {
          path,
          host,
          run: entry,
          files: files === true,
          people: compiler.group({ ...subject, ...at, kind: 'people' }),
          forced: compiler.group({ ...subject, ...at, kind: 'forced' }),
        }
      })
  const sides = { old: routes('old', split.old), new: routes('new', split.new) }
  const rules = new Rules(split.edge)
  const asset = (target: string) => compiler.asset(environment, target)
  const access = rules.accessLog ? compiler.access(environment) : undefined
  const log = access === undefined ? undefined : (one: Access) => access.write(lineOf(split, one))
  return { split, placing: new Placing(split), rules, log, asset, sides, nobody }
}

/**
 * The route with the longest path that the target begins with, by whole segments, among those of the host; a route
 * that names the host comes before an equal one for whatever host. `host` is asked for only where routes name any.
 */
export const routeOf = (routes: readonly Route[], target: string, host: () => string): Route | undefined => {
  let asked: string | undefined
  for (const route of routes) {
    const { path } = route
    if (route.host !== undefined) {
      asked ??= host()
      if (route.host !== asked) continue
    }
    if (path === '/') return route
    if (!target.startsWith(path)) continue
    const next = target[path.length]
    if (next === undefined || next === '/' || next === '?' || path.endsWith('/')) return route
  }
  return undefined
}
