import type { Ms } from '../kernel/time.ts'
import { environments } from '../records/environments.ts'
import { entriesAfter } from '../records/ledger.ts'
import { anchoring } from './anchoring.ts'
import { auditAsked } from './audit-asked.ts'
import { bellOf } from './bell.ts'
import { buildOnly } from './build-only.ts'
import { buildStep } from './builds.ts'
import { calendarShown } from './calendar-departures.ts'
import { candidateView } from './candidate-view.ts'
import { verifyLedger } from './chain.ts'
import { checklistView } from './checklist-view.ts'
import { command } from './commands.ts'
import { configView } from './config-view.ts'
import { environmentStep } from './environment-worker.ts'
import { eyesOf } from './eyes.ts'
import type { Engine, Where } from './facade.ts'
import { figuresOf } from './figures.ts'
import { follow } from './follow.ts'
import { handOver, takeBack } from './hand-over.ts'
import { handsOf } from './hands.ts'
import { history } from './history.ts'
import { imagesOf } from './images.ts'
import { keptManifests } from './kept-manifest.ts'
import { logs } from './logs.ts'
import { maintain } from './maintenance.ts'
import { manifestFacade } from './manifest-facade.ts'
import { notesFacade } from './notes-facade.ts'
import { publishingOf } from './notes-publishing.ts'
import { notesStep } from './notes-step.ts'
import { notifyTest, notifyView } from './notify-view.ts'
import { runOnce, seatsOf } from './once.ts'
import { outboxOf } from './outbox.ts'
import type { Parts } from './parts.ts'
import { policyFacade } from './policy-facade.ts'
import { practices } from './practices.ts'
import { pruneStep } from './prune.ts'
import { record } from './record.ts'
import { refusalsOf } from './refusals.ts'
import { rehearsingOf } from './rehearsing.ts'
import { remembering } from './remembering.ts'
import { remove } from './remove.ts'
import { restart } from './restart.ts'
import { rollback } from './rollback.ts'
import { planNow } from './rollback-plan.ts'
import { scale } from './scale.ts'
import { timetables } from './schedules.ts'
import { checkComponent, forgetSecret, setSecret } from './secrets-set.ts'
import { secretsView } from './secrets-view.ts'
import { ship } from './ship.ts'
import { status } from './status.ts'
import { stirOf } from './stir.ts'
import { trainView } from './train-board.ts'
import { orderTrain } from './train-orders.ts'
import { environmentsOf, resolveWhere } from './where.ts'
import { why } from './why.ts'
import { startWorker, type Worker, within } from './worker.ts'
import type { Works } from './works.ts'

/** What was changed by hand is seen within five seconds: a glance, and a decision. */
const glance: Ms = 2_000
const patience: Ms = 3_000

/** Workers by name, started once each; none before `start`, none after `stop`. */
const crewOf = (parts: Parts) => {
  const workers = new Map<string, Worker>()
  let working = false
  return {
    begin: () => {
      working = true
    },
    /** Wakes the worker of that name, or starts it. */
    wake: (name: string, step: () => () => Promise<Ms>) => {
      if (!working) return
      const worker = workers.get(name)
      if (worker !== undefined) worker.ring()
      else
        workers.set(
          name,
          startWorker(parts.clock, step(), (error) => parts.trouble(name, error)),
        )
    },
    /** Waits for decisions under way, not for builds: those are jobs, found again by whoever comes next. */
    end: async () => {
      working = false
      const ends = [...workers.values()].map((worker) => worker.stop())
      workers.clear()
      await within(parts.clock, patience, Promise.all(ends))
    },
  }
}

const oneAtATime = (): Works['oneBuild'] => {
  let last: Promise<unknown> = Promise.resolve()
  return (build) => {
    const mine = last.then(build, build)
    last = mine.catch(() => undefined)
    return mine
  }
}

/** What the facade says, over the rooms of the engine. */
const facade = (works: Works, begin: () => Promise<void>, end: () => Promise<void>): Engine => {
  const { parts, bell } = works
  const { records } = parts
  const seats = seatsOf((after, call) => parts.clock.wake(after, call))
  const at = (where: Where, name: string) => resolveWhere(parts, where, name)
  /** What a person set going is seen at once. */
  const rung = <T>(key: string, done: T): T => {
    bell.ring()
    works.wake(key)
    return done
  }
  return {
    start: begin,
    stop: end,
    source: {
      have: (application, commits) => parts.source.have(application, commits),
      receive: (application, offer, pack) => parts.source.receive(application, offer, pack),
    },
    ship: async (request) => {
      const shipped = await ship(parts, request)
      bell.ring()
      works.wakeBuilds()
      if (shipped.kind === 'already-live') return shipped
      const { kind, candidate, text } = shipped
      return { kind, candidate: candidate.id, number: candidate.number, text }
    },
    candidate: (id) => candidateView(works, id),
    run: async ({ component, argv, seat, ...where }, actor) =>
      runOnce(works, seats, await at(where, 'run'), { component, argv, seat }, actor),
    scale: async ({ component, instances, ...where }, actor) => {
      const row = await at(where, 'scale')
      return rung(row.key, await scale(works, row, component, instances, actor))
    },
    runOutput: (id, gone) => seats.output(id, gone),
    runInput: (id, frames) => seats.input(id, frames),
    build: (application, commit, actor) => buildOnly(works, application, commit, actor),
    status: (application) => status(works, application),
    why: async ({ release, ...where }) => why(works, await at(where, 'why'), release),
    history: async (where, limit) => {
      if (where.environment === null) await environmentsOf(parts, where.application)
      else await at(where, 'history')
      return history(records, where, limit)
    },
    audit: async (application, scope, { actor, version }) => {
      await environmentsOf(parts, application)
      return auditAsked(parts, application, scope, { actor, version })
    },
    rollbackPlan: async (where, to) => planNow(works, await at(where, 'rollback'), to),
    figures: async (where, period) => {
      if (where.environment === null) await environmentsOf(parts, where.application)
      else await at(where, 'history')
      return figuresOf(parts, where, period)
    },
    logs: async function* ({ application, environment, ...what }, tail, signal) {
      yield* logs(works, await at({ application, environment }, 'logs'), what, tail, signal)
    },
    command: async (where, asked, actor) => {
      const row = await at(where, asked)
      return rung(row.key, await command(works, row, asked, actor))
    },
    rollback: async ({ to, why: reason, ...where }, actor) => {
      const row = await at(where, 'rollback')
      return rung(row.key, await rollback(works, row, { to, why: reason, actor }))
    },
    maintenance: async ({ on, page, why: reason, ...where }, actor) => {
      const row = await at(where, `maintenance ${on ? 'on' : 'off'}`)
      return rung(row.key, await maintain(works, row, { on, page, why: reason }, actor))
    },
    restart: async ({ component, ...where }, actor) => {
      const row = await at(where, 'restart')
      return rung(row.key, await restart(works, row, component, actor))
    },
    handOver: async (where, actor) => {
      const row = await at(where, 'hand-over')
      return rung(row.key, await handOver(works, row, actor))
    },
    remove: (application, data, actor) => remove(works, application, data, actor),
    takeBack: async ({ to, ...where }, actor) => {
      const row = await at(where, 'take-back')
      return rung(row.key, await takeBack(works, row, to, actor))
    },
    follow: (after, filter, signal) => follow(works, after, filter, signal),
    ledger: (after, limit) => entriesAfter(records, after, limit),
    record: (note) => record(parts, note),
    verifyLedger: (archive) => verifyLedger(parts, archive),
    policy: policyFacade(works),
    notify: {
      view: (where) => notifyView(works, where),
      test: (where, actor) => notifyTest(works, where, actor),
    },
    trains: {
      view: async (where) => trainView(works, await at(where, 'train')),
      order: async (where, actor, admin) => orderTrain(works, await at(where, 'train'), where, actor, admin),
    },
    checklist: (where) => checklistView(works, where),
    notes: notesFacade(works),
    manifests: manifestFacade(works),
    practices: async (where) => practices(works, await at(where, 'practices')),
    secrets: {
      list: async (where) => secretsView(works, await at(where, 'secret list')),
      set: async (request, actor) => {
        await checkComponent(works, request, request.component)
        return setSecret(works, request, actor)
      },
      unset: (request, actor) => forgetSecret(works, request, actor),
    },
    config: async (where) => configView(works, await at(where, 'config show')),
    calendar: async (where) => calendarShown(works, await at(where, 'calendar')),
    secret: async (where) => ({
      header: 'x-ecluse-version',
      secret: (await at(where, 'status --secret')).forcedSecret,
    }),
  }
}

/** The engine over its ports: nothing runs before `start`, and nothing of ours after `stop`. */
export const createEngine = (given: Parts): Engine => {
  const parts: Parts = { ...given, source: remembering(given.source) }
  const crew = crewOf(parts)
  /** Whoever delivers what people are told hears of everything that is recorded. */
  const tellers = () => crew.wake('telling', () => outbox.step)
  const bell = bellOf(() => {
    parts.heard()
    tellers()
  })
  const refusals = refusalsOf(parts, bell)
  const works: Works = {
    parts,
    bell,
    refusals,
    eyes: eyesOf(parts),
    hands: handsOf(parts, refusals),
    images: imagesOf(parts),
    rehearsing: rehearsingOf(parts),
    oneBuild: oneAtATime(),
    hindered: new Map(),
    stalled: new Map(),
    disk: new Map(),
    wake: (key) => crew.wake(`environment ${key}`, () => environmentStep(works, key)),
    wakeBuilds: () => crew.wake('builds', () => buildStep(works)),
  }
  const outbox = outboxOf(works)
  const publishing = publishingOf(works)
  const begin = async (): Promise<void> => {
    crew.begin()
    tellers()
    works.wakeBuilds()
    crew.wake('readings', () => {
      const stir = stirOf(works.wake)
      return async () => {
        stir(await works.eyes.read())
        return glance
      }
    })
    crew.wake('pruning', () => pruneStep(works))
    crew.wake('anchors', () => anchoring(works))
    crew.wake('timetables', () => timetables(works))
    crew.wake('notes', () => notesStep(works))
    crew.wake('manifests', () => keptManifests(works))
    crew.wake('publishing', () => publishing.step)
    for (const row of await environments(parts.records)) works.wake(row.key)
  }
  const end = async (): Promise<void> => {
    outbox.close()
    publishing.close()
    await crew.end()
    await within(parts.clock, patience, works.hands.idle())
  }
  return facade(works, begin, end)
}
