import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultPlan } from '../analysis/plan.ts'
import { start as startJudge } from '../analysis/start.ts'
import { sha256 } from '../kernel/canonical.ts'
import { hold, pass, refuse } from '../kernel/verdict.ts'
import { verifyChain } from '../ledger/verify.ts'
import { planOf } from '../rollout/plan.ts'
import { start } from '../rollout/start.ts'
import { startTail } from '../rollout/tail.ts'
import { type Database, openDatabase } from '../store/sqlite/open.ts'
import * as candidates from './candidates.ts'
import * as environments from './environments.ts'
import { inTransaction } from './handle.ts'
import * as happenings from './happenings.ts'
import * as ledger from './ledger.ts'
import { migrations } from './migrations.ts'
import * as releases from './releases.ts'
import * as rollouts from './rollouts.ts'
import type { Schema } from './schema.ts'
import { type Deployed, nothingSeen, type Rollout, type Tail } from './types.ts'

const actor = { kind: 'user', name: 'ann', id: 1000 } as const
const key = 'shop/production'
const manifest = sha256('manifest')

let folder: string
let store: Database<Schema>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ecluse-records-'))
  store = await openDatabase<Schema>({ file: join(folder, 'control.db'), migrations })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const config = { application: 'shop', components: [], routes: [], environments: [] }
const said = (id: string, at: number) => ({
  id,
  application: 'shop',
  commit: id,
  subject: `subject of ${id}`,
  config,
  actor,
  at,
  upTo: null,
})

const deployed = (release: number): Deployed => ({
  release,
  manifest,
  commit: `c${release}`,
  side: { release, routes: [], runs: [] },
  revisions: [],
  listen: '127.0.0.1:8080',
  cohortBy: 'own-cookie',
  requestTimeout: 30_000,
})

const plan = (rollout: string) =>
  planOf({
    rollout,
    kind: 'release',
    release: '2',
    previous: '1',
    stable: 'trusted',
    components: [{ name: 'web', needs: [], oldNeeds: [], old: 'w1', new: 'w2', jobs: [], within: 1_000 }],
    strategy: { kind: 'blue-green' },
    watch: { for: 5_000, holdback: 0, keepPrevious: 10_000 },
  })

const made = (id: string, change: Partial<Rollout> = {}): Rollout => ({
  id,
  application: 'shop',
  environment: key,
  candidate: 'a',
  release: 2,
  previous: 1,
  kind: 'ship',
  plan: plan(id),
  context: { old: deployed(1), new: deployed(2), secret: 's' },
  state: start(plan(id), 7, 1_000),
  judge: startJudge(defaultPlan, 1_000),
  crashes: { w2: 1 },
  cursor: 12,
  actor,
  why: null,
  startedAt: 1_000,
  movedAt: null,
  endedAt: null,
  outcome: null,
  summary: null,
  seen: nothingSeen,
  ...change,
})

const tail = (id: string, startedAt: number): Tail => ({
  id,
  application: 'shop',
  environment: key,
  rollout: 'r1',
  release: 1,
  plan: { tail: id, release: '1', components: [], contracts: [], gates: [], times: plan('r1').times },
  revisions: [],
  state: startTail(7, startedAt),
  startedAt,
  endedAt: null,
})

describe('candidates', () => {
  it('are numbered by application, kept as they were said, and go from building to their end', async () => {
    const { db } = store
    const a = await candidates.addCandidate(db, said('a', 1))
    await candidates.addCandidate(db, { ...said('b', 2), upTo: 'staging' })
    await candidates.addCandidate(db, { ...said('x', 3), application: 'other' })
    expect(a).toEqual({
      ...said('a', 1),
      number: 1,
      stage: 'building',
      manifest: null,
      release: null,
      ended: null,
      followed: null,
      only: null,
      secrets: {},
      labels: [],
      branch: null,
      train: null,
    })
    expect(await candidates.candidate(db, 'b')).toMatchObject({ number: 2, upTo: 'staging' })
    expect(await candidates.candidate(db, 'nobody')).toBeNull()
    await candidates.setManifest(db, 'a', manifest)
    await candidates.setRelease(db, 'a', 5)
    expect(await candidates.candidate(db, 'a')).toMatchObject({ stage: 'queued', manifest, release: 5 })
    const end = { code: 0, outcome: 'done', lines: [{ en: 'e', fr: 'f' }], at: 9, notReached: [] } as const
    await candidates.endCandidate(db, 'a', end)
    await candidates.followInstead(db, 'x', 'b')
    expect(await candidates.candidate(db, 'a')).toMatchObject({ stage: 'ended', ended: end })
    expect(await candidates.candidate(db, 'x')).toMatchObject({ stage: 'ended', followed: 'b', ended: null })
    expect((await candidates.openCandidates(db)).map(({ id }) => id)).toEqual(['b'])
    expect((await candidates.openCandidates(db, 'other')).map(({ id }) => id)).toEqual([])
    expect((await candidates.candidatesOf(db, 'shop', 1)).map(({ id }) => id)).toEqual(['b'])
  })
})

describe('environments', () => {
  it('are made once, change member by member, and their counter only rises', async () => {
    const { db } = store
    const row = await environments.ensureEnvironment(db, 'shop', 'production', 'one')
    expect(await environments.ensureEnvironment(db, 'shop', 'production', 'two')).toEqual(row)
    expect(row).toMatchObject({ key, generation: 0, release: null, deployed: null, forcedSecret: 'one' })
    await environments.raiseGeneration(db, key, 9)
    await environments.raiseGeneration(db, key, 4)
    const takenBack = { commit: 'c3', release: 3, at: 5, also: ['c2'] }
    await environments.changeEnvironment(db, key, { release: 2, deployed: deployed(2), takenBack })
    await environments.changeEnvironment(db, key, { forcedSecret: 'three', handedOver: { by: 'ann', at: 1 } })
    expect(await environments.environment(db, key)).toMatchObject({
      generation: 9,
      release: 2,
      deployed: deployed(2),
      takenBack,
      forcedSecret: 'three',
      handedOver: { by: 'ann', at: 1 },
    })
    await environments.changeEnvironment(db, key, { takenBack: null })
    expect((await environments.environments(db))[0]?.takenBack).toBeNull()
    expect(await environments.environment(db, 'shop/staging')).toBeNull()
  })

  it('have a queue in order of arrival, each candidate once', async () => {
    const { db } = store
    for (const id of ['a', 'b', 'a']) await environments.enqueue(db, key, id, 1)
    await environments.enqueue(db, 'shop/staging', 'a', 1)
    const verdict = hold({ code: 'taken-back', text: { en: 'e', fr: 'f' } })
    await environments.changeEntry(db, key, 'b', { verdict, lifted: true })
    await environments.changeEntry(db, key, 'a', { state: 'live', rollout: 'r1' })
    expect(await environments.queueOf(db, key)).toMatchObject([
      { candidate: 'a', position: 1, state: 'live', rollout: 'r1', verdict: null, lifted: false },
      { candidate: 'b', position: 2, state: 'waiting', rollout: null, verdict, lifted: true },
    ])
    await environments.changeEntry(db, key, 'a', { state: 'ended', verdict: null })
    expect((await environments.queueOf(db, key)).map(({ candidate }) => candidate)).toEqual(['b'])
    expect(
      (await environments.entriesOf(db, 'a'))
        .map(({ environment, state }) => `${environment} ${state}`)
        .sort(),
    ).toEqual(['shop/production ended', 'shop/staging waiting'])
  })

  it('remember what was fully out, in order', async () => {
    const { db } = store
    const one = { release: 1, rollout: 'r1', doneAt: 10, kind: 'ship', good: true } as const
    const two = { release: 2, rollout: 'r2', doneAt: 20, kind: 'rollback', good: false } as const
    await environments.addDeployment(db, key, two)
    await environments.addDeployment(db, key, one)
    expect(await environments.deploymentsOf(db, key)).toEqual([one, two])
    expect(await rollouts.settledSince(db, key, 15, 'r1')).toBe(2)
    expect(await rollouts.settledSince(db, key, 15, 'r2')).toBeNull()
    expect(await rollouts.settledSince(db, key, 21, 'r1')).toBeNull()
  })
})

describe('releases and evidence', () => {
  it('are numbered by application, over all environments', async () => {
    const { db } = store
    const of = (application: string, candidate: string) => ({ application, manifest, candidate, at: 1 })
    await releases.addRelease(db, of('shop', 'a'))
    await releases.addRelease(db, of('other', 'x'))
    expect(await releases.addRelease(db, of('shop', 'b'))).toMatchObject({ number: 2 })
    expect((await releases.releasesOf(db, 'shop')).map(({ candidate }) => candidate)).toEqual(['a', 'b'])
    expect(await releases.releaseOf(db, 'shop', 2)).toMatchObject({ candidate: 'b' })
    expect(await releases.releaseOf(db, 'shop', 3)).toBeNull()
  })

  it('keep a value by its digest, once', async () => {
    const { db } = store
    const value = { format: 1, text: 'é' }
    const digest = await releases.keep(db, 'manifests', value, 'shop')
    expect(await releases.keep(db, 'manifests', { text: 'é', format: 1 }, 'shop')).toBe(digest)
    expect(await releases.kept(db, 'manifests', digest)).toEqual(value)
    expect(await releases.kept(db, 'configurations', digest)).toBeNull()
    await releases.keep(db, 'configurations', value)
    expect(await releases.kept(db, 'configurations', digest)).toEqual(value)
  })

  it('bind evidence to its subject; the latest answer counts', async () => {
    const { db } = store
    const evidence = { application: 'shop', subject: 'c1', kind: 'tested', name: 'api unit', at: 1 } as const
    await releases.putEvidence(db, { ...evidence, verdict: refuse() })
    await releases.putEvidence(db, { ...evidence, verdict: pass(), at: 2 })
    expect(await releases.evidenceOf(db, 'shop', 'c1', 'tested')).toEqual([
      { ...evidence, verdict: pass(), at: 2 },
    ])
    expect(await releases.evidenceOf(db, 'shop', 'c2', 'tested')).toEqual([])
    expect(await releases.evidenceOf(db, 'shop', 'c1', 'built')).toEqual([])
  })
})

describe('rollouts and tails', () => {
  it('come back as they were written', async () => {
    const { db } = store
    await rollouts.addRollout(db, made('r1'))
    expect(await rollouts.rollout(db, 'r1')).toEqual(made('r1'))
    expect(await rollouts.liveRollout(db, key)).toEqual(made('r1'))
    expect(await rollouts.rollout(db, 'r2')).toBeNull()
  })

  it('are compared and swapped on the tick: a decision on an older one changes nothing', async () => {
    const { db } = store
    const first = made('r1')
    await rollouts.addRollout(db, first)
    const next = { ...first, cursor: 99, state: { ...first.state, tick: 1 } }
    await rollouts.swapRollout(db, next, 0)
    await expect(rollouts.swapRollout(db, { ...next, cursor: 1 }, 0)).rejects.toThrow(/stale-tick/)
    expect((await rollouts.rollout(db, 'r1'))?.cursor).toBe(99)
    await expect(rollouts.swapRollout(db, made('r9'), 0)).rejects.toThrow(/stale-tick/)
  })

  it('a stale decision takes everything of its transaction back with it', async () => {
    const { db } = store
    await rollouts.addRollout(db, made('r1'))
    const work = inTransaction(db, async (records) => {
      const happening = { at: 1, actor, action: 'moved', subject: {}, payload: null }
      await ledger.putEntry(records, happening)
      await rollouts.swapRollout(records, made('r1'), 5)
    })
    await expect(work).rejects.toThrow(/stale-tick/)
    expect(await ledger.entriesAfter(db, 0, 10)).toEqual([])
  })

  it('are listed newest first, by environment, release and candidate; one that never began may go', async () => {
    const { db } = store
    const ended = { endedAt: 5, outcome: 'done' } as const
    await rollouts.addRollout(db, made('r1', { ...ended, startedAt: 1, release: 1 }))
    await rollouts.addRollout(db, made('r2', { ...ended, startedAt: 2, kind: 'rollback', candidate: null }))
    await rollouts.addRollout(db, made('r3', { startedAt: 3, environment: 'shop/staging', kind: 'restart' }))
    const ids = (found: readonly Rollout[]) => found.map(({ id }) => id)
    expect(ids(await rollouts.rolloutsOf(db, { application: 'shop' }, 2))).toEqual(['r3', 'r2'])
    expect(ids(await rollouts.rolloutsOf(db, { application: 'shop', environment: key }, 9))).toEqual([
      'r2',
      'r1',
    ])
    expect(ids(await rollouts.rolloutsOf(db, { application: 'shop', release: 1 }, 9))).toEqual(['r1'])
    expect(ids(await rollouts.rolloutsOfCandidate(db, 'a'))).toEqual(['r1', 'r3'])
    expect((await rollouts.rollout(db, 'r3'))?.kind).toBe('restart')
    expect(await rollouts.liveRollout(db, key)).toBeNull()
    await rollouts.dropRollout(db, 'r3')
    expect(await rollouts.rollout(db, 'r3')).toBeNull()
  })

  it('tails live oldest first until they end, swapped like rollouts', async () => {
    const { db } = store
    await rollouts.addTail(db, tail('t2', 20))
    await rollouts.addTail(db, tail('t1', 10))
    expect(await rollouts.liveTails(db, key)).toEqual([tail('t1', 10), tail('t2', 20)])
    const one = tail('t1', 10)
    await rollouts.swapTail(db, { ...one, state: { ...one.state, tick: 1 }, endedAt: 30 }, 0)
    await expect(rollouts.swapTail(db, one, 0)).rejects.toThrow(/stale-tick/)
    expect((await rollouts.liveTails(db, key)).map(({ id }) => id)).toEqual(['t2'])
  })

  it('keep intended effects while their owner lives, and commands in the order they were given', async () => {
    const { db } = store
    await rollouts.addRollout(db, made('r1'))
    await rollouts.addTail(db, tail('t1', 10))
    const effect = { kind: 'hold', key: 'split', generation: 8 } as const
    for (const owner of ['r1', 't1', 'gone']) await rollouts.putEffects(db, owner, 1, [effect, effect], 1)
    await rollouts.putEffects(db, 'r1', 2, [], 1)
    await rollouts.pruneEffects(db)
    const owners = await db.selectFrom('effects').select('owner').orderBy('owner').execute()
    expect(owners.map(({ owner }) => owner)).toEqual(['r1', 'r1', 't1', 't1'])
    for (const command of ['pause', 'resume'] as const) {
      await rollouts.putCommand(db, 'r1', { command, at: 'observing', step: 0, by: 'ann' }, 'ann', 1)
    }
    const given = await rollouts.commandsAfter<{ seq: number; command: string }>(db, 'r1', 0)
    expect(given.map(({ command }) => command)).toEqual(['pause', 'resume'])
    expect(await rollouts.commandsAfter(db, 'r1', given[0]?.seq ?? 0)).toHaveLength(1)
    expect(await rollouts.commandsAfter(db, 'r2', 0)).toEqual([])
  })
})

describe('what is told and what is recorded', () => {
  it('happenings are numbered, paged and pruned from the oldest', async () => {
    const { db } = store
    const one = (kind: string) => ({
      at: 1,
      application: 'shop',
      environment: null,
      candidate: 'a',
      rollout: null,
      kind,
      text: { en: 'e', fr: 'f' },
      level: 'info' as const,
    })
    for (const kind of ['a', 'b', 'c', 'd']) await happenings.addHappening(db, one(kind))
    expect(await happenings.happeningsAfter(db, 1, 2)).toEqual([
      { seq: 2, ...one('b') },
      { seq: 3, ...one('c') },
    ])
    expect(await happenings.lastHappening(db)).toBe(4)
    await happenings.pruneHappenings(db, 4, 2)
    expect((await happenings.happeningsAfter(db, 0, 9)).map(({ seq }) => seq)).toEqual([3, 4])
    await happenings.pruneHappenings(db, 4, 0)
    expect(await happenings.addHappening(db, one('e'))).toBe(5)
  })

  it('the ledger is a chain that an altered row breaks, whatever becomes of payloads', async () => {
    const { db } = store
    for (const action of ['shipped', 'moved', 'done']) {
      await inTransaction(db, (records) =>
        ledger.putEntry(records, {
          at: 1,
          actor,
          action,
          subject: { application: 'shop', release: 1 },
          payload: { action },
        }),
      )
    }
    await db.deleteFrom('payloads').execute()
    const entries = await ledger.entriesAfter(db, 0, 10)
    expect(entries.map(({ seq, action }) => `${seq} ${action}`)).toEqual(['1 shipped', '2 moved', '3 done'])
    expect(verifyChain(entries).whole).toBe(true)
    await db.updateTable('ledger').set({ action: 'forged' }).where('seq', '=', 2).execute()
    expect(verifyChain(await ledger.entriesAfter(db, 0, 10))).toMatchObject({ whole: false, seq: 2 })
    expect(await ledger.entriesAfter(db, 2, 10)).toHaveLength(1)
  })
})

describe('migrations', () => {
  it('bring a first database forward and keep what it holds', async () => {
    const [first] = migrations
    if (first === undefined) throw new Error('there is no migration')
    const file = join(folder, 'old.db')
    const old = await openDatabase<Schema>({ file, migrations: [first] })
    await sql`insert into candidates (id, application, number, "commit", subject, config, actor, at, stage) values ('a', 'shop', 1, 'c1', 's', '{}', '{}', 1, 'building')`.execute(
      old.db,
    )
    await old.close()
    const now = await openDatabase<Schema>({ file, migrations })
    expect(await candidates.candidate(now.db, 'a')).toMatchObject({ commit: 'c1', upTo: null })
    await rollouts.addRollout(now.db, made('r1'))
    await now.db.updateTable('rollouts').set({ seen: null }).execute()
    expect((await rollouts.rollout(now.db, 'r1'))?.seen).toEqual(nothingSeen)
    await now.close()
  })

  it('are numbered from 1 without a gap', () => {
    expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, index) => index + 1))
  })
})
