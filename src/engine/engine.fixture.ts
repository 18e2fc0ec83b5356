import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Statement, statementText } from '../identity/statement.ts'
import { type Digest, sha256 } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Administrator } from '../policy/overrides.ts'
import type { Builder } from '../ports/builder.ts'
import type { ProbeAnswer } from '../ports/prober.ts'
import type { Source } from '../ports/source.ts'
import type { RevisionSpec } from '../ports/target.ts'
import type { Vault } from '../ports/vault.ts'
import { migrations } from '../records/migrations.ts'
import { rolloutsOf } from '../records/rollouts.ts'
import type { Schema } from '../records/schema.ts'
import type { Rollout } from '../records/types.ts'
import { sqlReader } from '../sql/sql.ts'
import { openDatabase } from '../store/sqlite/open.ts'
import { fakeClock, fakeIds } from './clock.fixture.ts'
import { mortal } from './crash.fixture.ts'
import { createEngine } from './engine.ts'
import type { CandidateView, Engine } from './facade.ts'
import { rangeIn } from './notes.fixture.ts'
import type { Parts } from './parts.ts'
import { fakeRouter, fakeSignals, fakeTarget, type Manner } from './world.fixture.ts'

/** Real SQLite, without waiting for a disk that others use too. */
const memory = '/dev/shm'

export const ann: Actor = { kind: 'user', name: 'ann', id: 1000 }

/** A commit as the fake repository knows it. Images of a component are equal where its text is. */
export type FakeCommit = {
  readonly parents?: readonly string[]
  readonly config: string
  /** Component to its content. */
  readonly content: Readonly<Record<string, string>>
  readonly at?: number
  readonly message?: string
  readonly authors?: readonly { readonly name: string; readonly email: string }[]
}

export type Faults = {
  /** `COMPONENT` that cannot be built, `COMPONENT TEST` that fails, by commit. */
  readonly broken: Set<string>
  readonly missing: Set<Digest>
}

export const yaml = (environments: string, more = ''): string => `application: shop
components:
  api: { ready: { path: /ready, within: 10s } ${more} }
  web: { ready: /ready, needs: [api] }
environments:
${environments}
`

export const production = (how = 'watch: { for: 5s }'): string =>
  `  production: { target: process, listen: 127.0.0.1:8080, ${how} }`

const diskFull = { code: 'disk-full', kind: 'unavailable', message: same('no space left') } as const

const fakeSource = (commits: Map<string, FakeCommit>): Source => {
  const known = (commit: string): FakeCommit => {
    const found = commits.get(commit)
    if (found === undefined)
      throw new ProblemError({ code: 'unknown-commit', kind: 'not-found', message: same(commit) })
    return found
  }
  const ancestors = (commit: string): readonly string[] => [
    commit,
    ...(known(commit).parents ?? []).flatMap(ancestors),
  ]
  return {
    have: async (_, asked) => asked.filter((one) => commits.has(one)),
    receive: async () => {},
    info: async (_, commit) => ({
      commit,
      parents: known(commit).parents ?? [],
      subject: `subject of ${commit}`,
      author: { name: 'Ann', email: 'ann@example' },
      committedAt: 0,
      version: commit,
    }),
    file: async (_, commit, path) => {
      const text = path === 'ecluse.yaml' ? known(commit).config : known(commit).content[path]
      return text === undefined ? null : new TextEncoder().encode(text)
    },
    tree: async () => null,
    names: async (_, commit, folder) =>
      Object.keys(known(commit).content)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
    range: async (_, from, to) => rangeIn(commits, from, to),
    named: async () => new Map(),
    below: async (_, commit, folder) =>
      new Map(
        Object.entries(known(commit).content).flatMap(([path, text]) =>
          path.startsWith(`${folder}/`)
            ? [[path.slice(folder.length + 1), new TextEncoder().encode(text)] as const]
            : [],
        ),
      ),
    checkout: async () => {},
    authors: async (_, commit) => known(commit).authors ?? [{ name: 'Ann', email: 'ann@example' }],
    lost: async (_, commit, running) => {
      if (!commits.has(commit) || !commits.has(running)) return null
      const lacking = ancestors(running).filter((one) => !ancestors(commit).includes(one))
      return {
        commits: lacking.map((one) => ({ commit: one, subject: `subject of ${one}` })),
        total: lacking.length,
      }
    },
    contains: async (_, descendant, ancestor) =>
      commits.has(descendant) && commits.has(ancestor) ? ancestors(descendant).includes(ancestor) : null,
  }
}

const fakeBuilder = (
  commits: Map<string, FakeCommit>,
  faults: Faults,
  tested: string[],
  swept: ReadonlySet<Digest>[],
): Builder => ({
  build: async ({ commit, component }, progress) => {
    progress(same(`${component} is on the bench`))
    if (faults.broken.has(`${commit} ${component}`)) {
      throw new ProblemError({
        code: 'build-failed',
        kind: 'failed',
        message: same(`${component} does not compile`),
      })
    }
    const image = sha256(`${component} ${commits.get(commit)?.content[component] ?? ''}`)
    faults.missing.delete(image)
    const runtime = { name: 'node', version: '24.21.0', integrity: 'sha512-x' } as const
    return { image, source: image, cached: false, start: ['node', 'server.js'], runtime, took: 1, log: '' }
  },
  test: async ({ commit, component, name }) => {
    tested.push(`${commit} ${component} ${name}`)
    const passed = !faults.broken.has(`${commit} ${component} ${name}`)
    const why = same(passed ? '3 passed' : '1 of 3 failed')
    return { passed, code: passed ? 0 : 1, timedOut: false, counts: null, why, took: 1, log: '' }
  },
  present: async (image) => !faults.missing.has(image),
  sweep: async (keep) => {
    swept.push(keep)
    return { images: [], bytes: 0 }
  },
})

/** Seals nothing and hides everything: digests as the real one gives them, values kept by their digest. */
const fakeVault = (given: ReadonlyMap<string, string>, sealed = new Map<string, string>()): Vault => ({
  seal: async ({ application, environment, name }, value) => {
    const digest = sha256(`${application} ${environment} ${name} ${value}`)
    sealed.set(`sealed ${digest}`, value)
    return { digest: `hmac:${digest.slice(7)}`, sealed: `sealed ${digest}` }
  },
  open: (what) => sealed.get(what) ?? '',
  read: async ({ name }, source) => {
    const value = given.get(source.from === 'file' ? source.file : (source.command[0] ?? ''))
    if (value !== undefined) return value
    throw new ProblemError({
      code: 'secret-file-missing',
      kind: 'usage',
      message: same(`${name}: not there`),
    })
  },
})

/** What the engine stands on in tests: real SQLite, fakes of everything else, time that passes when asked. */
export const stage = async (
  mannerOf: (spec: RevisionSpec, content: string) => Partial<Manner> = () => ({}),
  begins?: number,
  floor?: NonNullable<Parts['floor']>,
) => {
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'ecluse-engine-'))
  const { db: records, close } = await openDatabase<Schema>({ file: join(folder, 'control.db'), migrations })
  const clock = fakeClock(begins)
  const ids = fakeIds()
  const commits = new Map<string, FakeCommit>()
  const faults: Faults = { broken: new Set(), missing: new Set() }
  const contents = new Map<Digest, string>()
  const target = fakeTarget(clock, (spec) => mannerOf(spec, contents.get(spec.image) ?? ''))
  const router = fakeRouter(clock)
  const traffic = { perSecond: 200, blind: false }
  const signals = fakeSignals(clock, router.splits, target.errorsOf, traffic)
  const prober = { answer: (_path: string): ProbeAnswer | Promise<ProbeAnswer> => ({ status: 200 }) }
  const tested: string[] = []
  /** What was to be kept, each time that images were swept. */
  const swept: ReadonlySet<Digest>[] = []
  /** What files and commands of the server hold, by path or first word. */
  const given = new Map<string, string>()
  /** Keys that let administrators in by name. */
  const administrators: Administrator[] = []
  /** Archives of evidence, by name. */
  const archived = new Map<string, Uint8Array>()
  const troubles: string[] = []
  const parts: Parts = {
    records,
    target: target.target,
    router: router.router,
    signals,
    builder: fakeBuilder(commits, faults, tested, swept),
    source: fakeSource(commits),
    vault: fakeVault(given),
    archives: {
      keep: async (name, bytes) => {
        archived.set(name, bytes)
        return `/archives/${name}`
      },
    },
    sql: sqlReader,
    prober: { probe: async (_, path) => prober.answer(path) },
    version: '1.2.3',
    clock,
    ids,
    ...(floor === undefined ? {} : { floor }),
    administrators: async () => administrators,
    heard: () => {},
    trouble: (where, error) =>
      troubles.push(`${where}: ${error instanceof Error ? error.message : String(error)}`),
  }
  let full = false
  const refuse = () => (full ? new ProblemError(diskFull) : null)
  let life = mortal(parts, 0, refuse)
  let engine = createEngine(life.parts)
  const commit = (id: string, made: FakeCommit) => {
    commits.set(id, made)
    for (const [component, content] of Object.entries(made.content)) {
      contents.set(sha256(`${component} ${content}`), content)
    }
  }
  const candidate = (id: string): Promise<CandidateView> => engine.candidate(id)
  const ended = async (id: string): Promise<CandidateView> => {
    let view = await candidate(id)
    await clock.until(async () => {
      view = await candidate(id)
      return view.stage === 'ended'
    })
    return view
  }
  return {
    records,
    clock,
    ids,
    parts,
    target,
    router,
    traffic,
    prober,
    tested,
    swept,
    archived,
    troubles,
    faults,
    commits,
    given,
    administrators,
    commit,
    get engine(): Engine {
      return engine
    },
    /** Kills the engine and begins another over the same world; it dies at the n-th boundary from here, if any. */
    restart: async (dies = 0): Promise<void> => {
      life.kill()
      life = mortal(parts, dies, refuse)
      engine = createEngine(life.parts)
      await engine.start()
    },
    /** The boundaries that this life has passed. */
    passed: () => life.passed(),
    isDead: () => life.isDead(),
    /** Whether transactions find room. */
    fullDisk: (value: boolean) => {
      full = value
    },
    /** From here on the engine lives. */
    spare: () => life.spare(),
    ship: async (id: string, upTo: string | null = null) => {
      const shipped = await engine.ship({ application: 'shop', commit: id, actor: ann, upTo })
      return shipped
    },
    ended,
    candidateEnded: async (id: string) => (await candidate(id)).stage === 'ended',
    /** Ships a commit and lets time pass until its `ship` has ended. */
    through: async (id: string) => {
      const shipped = await engine.ship({ application: 'shop', commit: id, actor: ann, upTo: null })
      if (shipped.kind === 'already-live') throw new Error(`${id} is live already`)
      return ended(shipped.candidate)
    },
    rollouts: (environment = 'production'): Promise<readonly Rollout[]> =>
      rolloutsOf(records, { application: 'shop', environment: `shop/${environment}` }, 100),
    close: async () => {
      if (life.isDead()) await engine.stop().catch(() => undefined)
      const stopped = engine.stop()
      await clock.pass(10_000)
      await stopped
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Stage = Awaited<ReturnType<typeof stage>>

/** What a person says of what waits, for an hour. */
const wordOf = (
  environment: string,
  { manifest, now }: Awaited<ReturnType<Engine['policy']['asked']>>,
  said: Pick<Statement, 'action'> & Partial<Pick<Statement, 'item' | 'loosens' | 'note'>>,
): string =>
  statementText({
    format: 'ecluse-statement/1',
    application: 'shop',
    environment,
    item: null,
    manifest: manifest ?? 'sha256:',
    loosens: null,
    role: null,
    note: '',
    signedAt: now,
    expires: now + 3_600_000,
    ...said,
  })

/** An administrator's word, where nobody may sign. */
export const approveUnsigned = async (on: Stage, environment: string): Promise<void> => {
  const where = { application: 'shop', environment }
  const asked = await on.engine.policy.asked({ ...where, candidate: null, canary: false })
  const text = wordOf(environment, asked, { action: 'approve', loosens: asked.loosens })
  await on.engine.policy.state({ ...where, text, signature: null }, ann, true)
}

/** An administrator lets what waits in an environment pass a gate, by word alone. */
export const overrideUnsigned = async (
  on: Stage,
  environment: string,
  item: string,
  note: string,
): Promise<void> => {
  const where = { application: 'shop', environment }
  const asked = await on.engine.policy.asked({ ...where, candidate: null, canary: false })
  const text = wordOf(environment, asked, { action: 'override', item, note })
  await on.engine.policy.override({ ...where, text, signature: null, candidate: null }, ann)
}
