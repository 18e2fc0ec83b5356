import { setTimeout as sleep } from 'node:timers/promises'
import type {
  CandidateView,
  DoneView,
  Engine,
  EnvironmentStatus,
  ShippedView,
  StatusView,
  WhyView,
} from '../engine/facade.ts'
import type { ConfigView } from '../engine/facade-secrets.ts'
import { figures } from '../figures/figures.ts'
import { sha256 } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { same, type Text } from '../kernel/text.ts'
import { append, genesis } from '../ledger/entry.ts'
import type { Happening, ShipEnd } from '../records/types.ts'
import { calendarInForce } from './calendar.fixture.ts'
import { undecided } from './evidence.fixture.ts'
import { history } from './history.fixture.ts'
import { manifestsOf } from './manifest.fixture.ts'
import { keptNotesOf, proposedNotesOf } from './notes.fixture.ts'
import { fakeNotify } from './notify.fixture.ts'
import { fakePolicy } from './policy.fixture.ts'
import { practicesView } from './practices.fixture.ts'
import { plannedBack } from './rollback.fixture.ts'
import { fakeSecrets } from './secrets.fixture.ts'
import { checklistView, trainView } from './train.fixture.ts'

export const commit = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334'
export const at = Date.parse('2026-03-02T14:02:11Z')
const text = (en: string, fr: string): Text => ({ en, fr })
const actor = { kind: 'user', name: 'ada', id: 1000 } as const
export const digest = sha256('image')

const ordered = { text: text('ordered', 'commandé'), rollout: null, environment: 'production' }

export const environment = (change: Partial<EnvironmentStatus> = {}): EnvironmentStatus => ({
  name: 'production',
  url: 'http://127.0.0.1:8080',
  desired: { release: 142, commit },
  actual: {
    at,
    releases: [
      {
        release: 141,
        weight: 90,
        components: [{ name: 'web', revision: '9f'.repeat(16), digest, instances: 2, ready: 2 }],
      },
      {
        release: 142,
        weight: 10,
        components: [{ name: 'web', revision: '3c'.repeat(16), digest, instances: 2, ready: 1 }],
      },
    ],
  },
  unknown: ['router'],
  rollout: {
    id: 'R1',
    kind: 'ship',
    candidate: 'C1',
    release: 142,
    previous: 141,
    commit,
    actor,
    startedAt: at,
    phase: 'observing',
    step: 0,
    steps: [10, 50, 100],
    weight: 10,
    paused: true,
    waits: [
      text('evidence: 1,204 requests of 2,800 needed', 'preuves : 1 204 requêtes sur 2 800 nécessaires'),
    ],
    evidence: undecided,
  },
  queue: [
    {
      candidate: 'C2',
      number: 7,
      commit,
      subject:
        'Réparer\u001b[31m les totaux \u202e and a subject that is rather long, so that the line must wrap somewhere',
      position: 1,
      earliest: at + 600_000,
      waits: [text('waits for its turn behind release 142', 'attend son tour derrière la version 142')],
    },
  ],
  tails: [{ release: 140, phase: 'keeping', until: at + 60_000 }],
  takenBack: { commit, release: 139, at },
  ...change,
})

export const why: WhyView = {
  application: 'benefits',
  environment: 'production',
  release: 142,
  commit,
  rollout: 'R1',
  kind: 'ship',
  phase: 'ended',
  outcome: 'rolled-back',
  headline: text(
    'release 142 rolled back to 141 in 1.8 s   production   canary 10 %',
    'version 142 ramenée à 141 en 1,8 s   production   canari 10 %',
  ),
  lines: [
    text(
      'errors  8 of 412 requests (1.9 %) against 4 of 3,708 (0.1 %)   evidence 151x, needed 100x',
      'erreurs  8 requêtes sur 412 (1,9 %) contre 4 sur 3 708 (0,1 %)   évidence 151x, il en faut 100x',
    ),
  ],
  gates: [
    { gate: 'tests', verdict: { outcome: 'pass', reasons: [{ code: 'passed', text: same('41 passed') }] } },
    {
      gate: 'image',
      verdict: {
        outcome: 'refuse',
        reasons: [
          {
            code: 'missing',
            text: text('the image is gone', 'l’image a disparu'),
            change: text('build it again', 'la reconstruire'),
          },
        ],
      },
    },
  ],
  reasons: [{ code: 'worse', text: text('errors are worse', 'les erreurs ont empiré'), values: { e: 151 } }],
  evidence: environment().rollout?.evidence ?? null,
  culprits: [{ component: 'api', route: '/claims', requests: 412, errors: 8 }],
  next: [text('ecluse logs api', 'ecluse logs api')],
  values: { weight: 10 },
}

export const ended = (code: ShipEnd['code'], outcome: ShipEnd['outcome']): ShipEnd => ({
  code,
  outcome,
  lines: [text(`release 142 ${outcome}`, `version 142 : ${outcome}`)],
  at,
  notReached: [],
})

export const view = (id: string, change: Partial<CandidateView> = {}): CandidateView => ({
  id,
  application: 'hello',
  number: id === 'C1' ? 6 : 7,
  commit,
  subject: 'a subject',
  actor,
  at,
  stage: 'queued',
  labels: [],
  branch: null,
  release: 142,
  followed: null,
  ended: null,
  environments: [
    {
      name: 'production',
      state: 'live',
      ahead: 0,
      earliest: null,
      rollout: 'R1',
      waits: [text('time', 'le temps')],
    },
  ],
  timeout: 60_000,
  pending: 6,
  ...change,
})

/** An engine of lists: what it answers is set by the test, what it is asked is kept. */
export class FakeEngine implements Engine {
  ledgerCheck: Awaited<ReturnType<Engine['verifyLedger']>> = { entries: 1_042, broken: null }
  readonly asked: { readonly what: string; readonly with: unknown }[] = []
  readonly happenings: Happening[] = []
  readonly packs: Buffer[] = []
  readonly candidates = new Map<string, CandidateView>()
  known: readonly string[] = []
  shipped: ShippedView = {
    kind: 'new',
    candidate: 'C1',
    number: 6,
    text: text('candidate 6', 'version admissible 6'),
  }
  environments: readonly EnvironmentStatus[] = [environment()]
  rolloutEnded: number | null = at + 1_800
  settings: ConfigView['settings'] = []
  fails: ProblemError | Error | null = null
  #heard = Promise.withResolvers<void>()

  happen(text: Text, change: Partial<Happening> = {}): void {
    this.happenings.push({
      seq: this.happenings.length + 1,
      at: Date.now(),
      application: 'hello',
      environment: 'production',
      candidate: 'C1',
      rollout: 'R1',
      kind: 'moved',
      text,
      level: 'info',
      ...change,
    })
    this.#heard.resolve()
    this.#heard = Promise.withResolvers<void>()
  }

  /** Changes a candidate, and wakes those who follow. */
  set(candidate: CandidateView): void {
    this.candidates.set(candidate.id, candidate)
  }

  #ask<T>(what: string, asked: unknown, value: T): Promise<T> {
    this.asked.push({ what, with: asked })
    return this.fails === null ? Promise.resolve(value) : Promise.reject(this.fails)
  }

  readonly source: Engine['source'] = {
    have: (application, commits) =>
      this.#ask(
        'have',
        { application, commits },
        commits.filter((one) => this.known.includes(one)),
      ),
    receive: async (application, offer, pack) => {
      const parts: Uint8Array[] = []
      for await (const part of pack) parts.push(part)
      this.packs.push(Buffer.concat(parts))
      await this.#ask('receive', { application, offer }, undefined)
    },
  }

  start = (): Promise<void> => Promise.resolve()
  stop = (): Promise<void> => Promise.resolve()
  ship: Engine['ship'] = (request) => this.#ask('ship', request, this.shipped)
  candidate: Engine['candidate'] = (id) => {
    const found = this.candidates.get(id)
    if (found !== undefined) return Promise.resolve(found)
    return Promise.reject(
      new ProblemError({ code: 'unknown-candidate', kind: 'not-found', message: text('none', 'aucune') }),
    )
  }
  build: Engine['build'] = async (application, of, by) => {
    this.happen(text('building web', 'construction de web'), {
      level: 'progress',
      kind: 'building',
      candidate: of,
    })
    await sleep(50)
    return this.#ask(
      'build',
      { application, of, by },
      {
        application,
        commit: of,
        took: 1_234,
        components: [
          { name: 'web', digest, cached: false, took: 1_200, runtime: 'node 24.21.0', integrity: 'sha512-x' },
        ],
      },
    )
  }
  status: Engine['status'] = (application) => {
    const view: StatusView = { applications: [{ application: 'hello', environments: this.environments }] }
    return this.#ask('status', application, view)
  }
  why: Engine['why'] = (where) => this.#ask('why', where, why)
  history: Engine['history'] = (where, limit) =>
    this.#ask('history', { where, limit }, history('R9', this.rolloutEnded, { at, commit }))
  audit: Engine['audit'] = async () => new Uint8Array([80, 75])
  manifests: Engine['manifests'] = manifestsOf((name, asked, answer) => this.#ask(name, asked, answer))
  notes: Engine['notes'] = {
    of: (where, release) =>
      this.#ask('notes', { where, release }, keptNotesOf(where.application, release ?? 4)),
    proposed: (where) => this.#ask('proposed-notes', where, proposedNotesOf(where.application)),
    release: (application, release) =>
      this.#ask('release', { application, release }, { release, commit: 'c'.repeat(40), at }),
  }
  rollbackPlan: Engine['rollbackPlan'] = (where, to) => this.#ask('rollback-plan', { where, to }, plannedBack)
  figures: Engine['figures'] = (where, period) =>
    this.#ask('figures', { where, period }, figures([], { from: at, to: at + 1 }))
  async *logs(
    where: Parameters<Engine['logs']>[0],
    tail: number,
    follow: AbortSignal | null,
  ): ReturnType<Engine['logs']> {
    await this.#ask('logs', { where, tail, follow: follow !== null }, undefined)
    const line = { key: 'hello/production/web/r', component: 'web', release: 142, revision: 'r' }
    yield { ...line, instance: 'hello/production/web/r#0.1', line: 'listening \u001b[2J' }
    yield { ...line, instance: 'hello/production/web/r#1.2', line: 'é' }
    if (follow === null) return
    await new Promise<void>((over) => follow.addEventListener('abort', () => over(), { once: true }))
  }
  #done = (what: string, asked: unknown, rollout: string | null): Promise<DoneView> =>
    this.#ask(what, asked, {
      text: text(`${what} it is`, `${what} : fait`),
      rollout,
      environment: 'production',
    })
  command: Engine['command'] = (where, command, by) => this.#done(command, { where, by }, 'R1')
  rollback: Engine['rollback'] = (where, by) => this.#done('rollback', { where, by }, 'R9')
  maintenance: Engine['maintenance'] = (where, by) => this.#done('maintenance', { where, by }, null)
  restart: Engine['restart'] = (where, by) => this.#done('restart', { where, by }, null)
  run: Engine['run'] = async ({ component, environment }) => ({
    id: 'run-1',
    text: same('runs'),
    environment: environment ?? 'production',
    component,
    release: 1,
  })
  scale: Engine['scale'] = async (where, by) => this.#done('scale', { where, by }, null)
  async *runOutput(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(5, 0, 0, 0, 2, 123, 125)
  }
  runInput: Engine['runInput'] = async (_, frames) => {
    for await (const _part of frames);
  }
  handOver: Engine['handOver'] = async (where, by) => ({
    ...(await this.#done('hand-over', { where, by }, 'R1')),
    listening: ['127.0.0.1:8080'],
    stands: [
      {
        release: 141,
        weight: 90,
        runs: [
          {
            component: 'web',
            revision: '9f'.repeat(16),
            value: 'ready',
            instances: [{ id: 'hello/production/web/9f#0.1', pid: 4_242, port: 20_001, state: 'ready' }],
          },
        ],
      },
    ],
    waits: [{ release: 140, phase: 'keeping' }],
  })
  remove: Engine['remove'] = (application, data, by) =>
    this.#ask(
      'remove',
      { application, data, by },
      { application, environments: ['production'], data, lines: [text('gone', 'parti')] },
    )
  takeBack: Engine['takeBack'] = (where, by) => this.#done('take-back', { where, by }, 'R1')
  async *follow(
    after: number,
    filter: Parameters<Engine['follow']>[1],
    signal: AbortSignal,
  ): AsyncGenerator<Happening> {
    this.asked.push({ what: 'follow', with: { after, filter } })
    let last = after
    const over = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    )
    while (!signal.aborted) {
      const heard = this.#heard.promise
      for (const one of this.happenings.slice(last)) {
        last = one.seq
        if (filter.candidate === undefined || filter.candidate === one.candidate) yield one
      }
      await Promise.race([heard, over])
    }
  }
  record: Engine['record'] = (note) => this.#ask('record', note, undefined)
  ledger: Engine['ledger'] = (after, limit) => {
    const entry = append(genesis, {
      at,
      actor,
      action: 'shipped',
      subject: { application: 'hello' },
      payload: {},
    })
    return this.#ask('ledger', { after, limit }, [entry])
  }
  verifyLedger: Engine['verifyLedger'] = () => this.#ask('verify', null, this.ledgerCheck)
  secrets: Engine['secrets'] = fakeSecrets((what, asked, value) => this.#ask(what, asked, value))
  trains: Engine['trains'] = {
    view: (where) => this.#ask('train', where, trainView),
    order: (where) => this.#ask('order-train', where, ordered),
  }
  notify: Engine['notify'] = fakeNotify((what, asked, value) => this.#ask(what, asked, value))
  checklist: Engine['checklist'] = (where) => this.#ask('checklist', where, checklistView)
  practices: Engine['practices'] = (where) => this.#ask('practices', where, practicesView)
  policy: Engine['policy'] = fakePolicy((what, asked, value) => this.#ask(what, asked, value))
  config: Engine['config'] = (where) =>
    this.#ask('config', where, {
      application: 'hello',
      environment: where.environment ?? 'production',
      release: 142,
      commit,
      settings: this.settings,
    })
  calendar: Engine['calendar'] = (where) => this.#ask('calendar', where, calendarInForce(where.environment))
  secret: Engine['secret'] = (where) =>
    this.#ask('secret', where, { header: 'x-ecluse-version', secret: 'f00d' })
}
