import { formatListen, fromHere, type Listen, parseListen } from '../config/scalars.ts'
import type { ProbeConfig, RehearsalConfig } from '../config/types-rehearsal.ts'
import type { Ms } from '../kernel/time.ts'
import type { ProbeAddress } from '../ports/prober.ts'
import type { RevisionSpec } from '../ports/target.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import type { Deployed, Rollout } from '../records/types.ts'
import { nothingProbed, type Probed } from '../records/types-rehearsal.ts'
import { environmentConfig } from './gatekeeping.ts'
import type { Parts } from './parts.ts'

/** Requests begin this long before the way back, so that it is met by some that are under way. */
const ahead: Ms = 2_000
const every: Ms = 100
const patience: Ms = 30_000
/** At once; a release that answers slowly is not asked faster than it answers. */
const most = 20

type Asked = { readonly address: ProbeAddress; readonly probe: ProbeConfig }

/** The requests of one rehearsal while they are sent. Nothing decides on them but what is written down of them. */
export type Rehearsing = {
  /** Begins what is due to begin; answers what was seen so far, null where none is rehearsed. */
  readonly tend: (rollout: Rollout) => Promise<Probed | null>
  /** Nothing more is sent; what is under way is still waited for. */
  readonly end: (rollout: string) => void
  /** What came of requests that were under way at the end; null: they were sent by a process that is gone. */
  readonly after: (rollout: string) => Probed | null
}

/** The public address, as it is reached from here. */
const addressOf = ({ listen }: Deployed): Listen | null => {
  const address = parseListen(listen)
  return address === undefined ? null : fromHere(address)
}

/** What is asked of the public address: the declared probes at each name, or each route's own path. */
export const asksOf = (deployed: Deployed, { probes }: Pick<RehearsalConfig, 'probes'>): readonly Asked[] => {
  const listen = addressOf(deployed)
  if (listen === null) return []
  const tls = deployed.edge?.tls != null
  const names = [...new Set(deployed.side.routes.map(({ host }) => host ?? null))]
  const address = (name: string | null): ProbeAddress => ({ ...listen, tls, name })
  if (probes.length > 0)
    return names.flatMap((name) => probes.map((probe) => ({ address: address(name), probe })))
  return deployed.side.routes.map(({ host, path }) => ({
    address: address(host ?? null),
    probe: { path, status: null },
  }))
}

const asked = ({ address, probe }: Asked): string => `GET ${address.name ?? ''}${probe.path}`

type Running = { probed: Probed; readonly end: () => void }

const add = (running: Running, change: Partial<Probed>): void => {
  running.probed = { ...running.probed, ...change }
}

const one = async ({ prober, clock }: Parts, running: Running, ask: Asked): Promise<void> => {
  const answer = await prober.probe(ask.address, ask.probe.path, patience)
  const { sent, failed, first } = running.probed
  const { status } = ask.probe
  const good = 'status' in answer && (status === null ? answer.status < 500 : answer.status === status)
  if (good) return add(running, { sent: sent + 1 })
  const answered = 'status' in answer ? answer.status : answer.failure
  add(running, {
    sent: sent + 1,
    failed: failed + 1,
    first: first ?? { what: asked(ask), answered, at: clock.now() },
  })
}

const begin = (parts: Parts, asks: readonly Asked[], probed: Probed): Running => {
  let over = false
  let open = 0
  let turn = 0
  let stop = (): void => {}
  const running: Running = {
    probed,
    end: () => {
      over = true
      stop()
    },
  }
  const next = (): void => {
    if (over) return
    const ask = asks[turn % asks.length]
    if (ask !== undefined && open < most) {
      turn += 1
      open += 1
      add(running, { open })
      one(parts, running, ask)
        .catch((error: unknown) => parts.trouble('rehearsal', error))
        .finally(() => {
          open -= 1
          add(running, { open })
        })
    }
    stop = parts.clock.wake(every, next)
  }
  next()
  return running
}

/** It begins a little before the watch is over, and lasts until the second way forth. */
const isOn = ({ plan, state }: Rollout): boolean => {
  if (plan.rehearse === undefined || state.phase === 'ended') return false
  if (state.phase === 'rehearsing' || state.rehearsed !== undefined) return true
  const watch = state.phase === 'observing' && state.step === plan.steps.length - 1
  return watch && (plan.steps.at(-1)?.atMost ?? 0) - state.elapsed <= ahead
}

/** In whose image the team's own requests run: the first public component that is a program, else the first program. */
const loaded = ({ context }: Rollout): RevisionSpec | undefined => {
  const programs = context.new.revisions.filter((revision) => revision.static === undefined)
  const serving = context.new.side.routes.flatMap((route) =>
    programs.filter(({ component }) => component === route.component),
  )
  return serving[0] ?? programs[0]
}

export const loadId = (rollout: Pick<Rollout, 'id'>): string => `rehearsal-${rollout.id}`

/** Where the team's own requests go: as the probes do, by the address itself. */
const urlOf = (deployed: Deployed): string => {
  const address = addressOf(deployed)
  return `${deployed.edge?.tls == null ? 'http' : 'https'}://${address === null ? '' : formatListen(address)}`
}

const startLoad = async (parts: Parts, rollout: Rollout, config: RehearsalConfig): Promise<void> => {
  const revision = loaded(rollout)
  if (config.load === null || revision === undefined) return
  const variables = { ...revision.variables, ECLUSE_URL: urlOf(rollout.context.new) }
  const once = {
    id: loadId(rollout),
    revision: { ...revision, variables },
    run: config.load,
    within: config.within,
  }
  await parts.target.once(once, null)
}

export const rehearsalConfig = async (parts: Parts, rollout: Rollout): Promise<RehearsalConfig | null> => {
  const candidate = rollout.candidate === null ? null : await candidateOf(parts.records, rollout.candidate)
  const name = rollout.environment.slice(rollout.application.length + 1)
  return (candidate && environmentConfig(candidate, name)?.rehearsal) ?? null
}

/** Requests that are sent while the way back is rehearsed, by rollout. What was seen is kept with the rollout. */
export const rehearsingOf = (parts: Parts): Rehearsing => {
  const live = new Map<string, Running>()
  const left = new Map<string, Running>()
  const end = (id: string): void => {
    const running = live.get(id)
    if (running === undefined) return
    running.end()
    live.delete(id)
    left.set(id, running)
    parts.clock.wake(2 * patience, () => left.delete(id))
  }
  return {
    end,
    after: (id) => left.get(id)?.probed ?? null,
    tend: async (rollout) => {
      const { id, seen } = rollout
      const running = live.get(id)
      if (!isOn(rollout)) {
        end(id)
        return running?.probed ?? null
      }
      if (running !== undefined) return running.probed
      const config = await rehearsalConfig(parts, rollout)
      if (config === null) return null
      const before = seen.rehearsal?.probed ?? null
      // Somebody sent them before this process did: what failed in between was seen by nobody.
      const gone = before === null ? nothingProbed : { ...before, open: 0, interrupted: true }
      const probed = left.get(id)?.probed ?? gone
      live.set(id, begin(parts, asksOf(rollout.context.new, config), probed))
      await startLoad(parts, rollout, config)
      return probed
    },
  }
}
