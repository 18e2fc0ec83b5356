/**
 * An auditor's archive of a year: 2,000 releases with a manifest of 50 components, evidence, a rollout and 20 entries
 * of the ledger each, in a real store. `node bench/audit.ts [SCALE]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyArchive } from '../src/audit/verify.ts'
import { audit } from '../src/engine/audit.ts'
import { type Json, sha256 } from '../src/kernel/canonical.ts'
import { pass } from '../src/kernel/verdict.ts'
import { append, genesis, type Head } from '../src/ledger/entry.ts'
import { encode } from '../src/records/handle.ts'
import { migrations } from '../src/records/migrations.ts'
import { keep, putEvidence } from '../src/records/releases.ts'
import type { Schema } from '../src/records/schema.ts'
import { openDatabase } from '../src/store/sqlite/open.ts'
import { median, printLine, say, times } from './print-line.ts'

const releases = times(2_000, 50)
const hour = 3_600_000
const actor = { kind: 'user', name: 'ann', id: 1000 } as const
const root = mkdtempSync(join(tmpdir(), 'ecluse-audit-'))
const store = await openDatabase<Schema>({ file: join(root, 'control.db'), migrations })
const records = store.db

const manifestOf = (n: number): Json => ({
  format: 1,
  application: 'shop',
  components: Array.from({ length: 50 }, (_, c) => ({
    name: `part-${c}`,
    version: `1.${n}.${c}`,
    commit: sha256(`${n}`).slice(7, 47),
    image: sha256(`${n}/${c}`),
    start: ['node', 'server.js'],
    runtime: { name: 'node', version: '24.21.0', integrity: 'sha512-abc' },
  })),
  configurations: {},
  migrations: [],
  infrastructure: null,
})

const plan = {
  steps: [{ weight: 1000 }, { weight: 5000 }],
  components: Array.from({ length: 50 }, (_, c) => `part-${c}`),
}

const fill = async (): Promise<void> => {
  let head: Head = genesis
  for (let n = 1; n <= releases; n += 1) {
    const at = n * hour
    const commit = sha256(`${n}`).slice(7, 47)
    await store.db.transaction().execute(async (db) => {
      const manifest = await keep(db, 'manifests', manifestOf(n), 'shop')
      await db
        .insertInto('candidates')
        .values({
          id: `C${n}`,
          application: 'shop',
          number: n,
          commit,
          subject: `change ${n}`,
          config: encode({ application: 'shop', revision: n % 40 }),
          actor: encode(actor),
          at,
          stage: 'ended',
          manifest,
          release: n,
          ended: null,
          followed: null,
          up_to: null,
          only_in: null,
          secrets: '{}',
          labels: '[]',
          branch: null,
          train: null,
        })
        .execute()
      await db
        .insertInto('releases')
        .values({ application: 'shop', number: n, manifest, candidate: `C${n}`, at })
        .execute()
      for (const name of ['unit', 'integration', 'performance'])
        await putEvidence(db, {
          application: 'shop',
          subject: commit,
          kind: 'tested',
          name,
          verdict: pass({ code: 'passed', text: { en: '120 tests passed', fr: '120 tests réussis' } }),
          at,
        })
      await db
        .insertInto('rollouts')
        .values({
          id: `R${n}`,
          application: 'shop',
          environment: 'shop/production',
          candidate: `C${n}`,
          release: n,
          previous: n === 1 ? null : n - 1,
          kind: 'ship',
          plan: encode(plan),
          context: '{}',
          state: '{}',
          tick: 9,
          phase: 'ended',
          judge: '{}',
          crashes: '{}',
          cursor: 0,
          actor: encode(actor),
          why: null,
          started_at: at,
          moved_at: at + 1_000,
          ended_at: at + 60_000,
          outcome: 'done',
          summary: encode({
            headline: { en: `release ${n} is out`, fr: `version ${n} en service` },
            lines: [],
          }),
          seen: null,
        })
        .execute()
      for (let e = 0; e < 20; e += 1) {
        const payload = { text: { en: `step ${e} of ${n}`, fr: `étape ${e} de ${n}` } }
        const subject = { application: 'shop', environment: 'production', release: n, rollout: `R${n}` }
        const entry = append(head, { at: at + e, actor, action: 'moved', subject, payload })
        await keep(db, 'payloads', payload)
        await db
          .insertInto('ledger')
          .values({ ...entry, actor: encode(entry.actor), subject: encode(entry.subject) })
          .execute()
        head = entry
      }
    })
  }
}

try {
  await fill()
  const made: number[] = []
  const checked: number[] = []
  let size = 0
  for (let round = times(5, 2); round > 0; round -= 1) {
    const from = performance.now()
    const archive = await audit(
      {
        records,
        source: { file: async () => null },
        now: () => Date.now(),
        version: 'bench',
        pause: () => new Promise((go) => setImmediate(go)),
      },
      'shop',
      { from: 0, to: 8.64e15 },
      actor,
    )
    const between = performance.now()
    const { problems } = verifyArchive(archive)
    if (problems.length > 0) throw new Error(`not whole: ${problems[0]?.message.en}`)
    made.push((between - from) / 1_000)
    checked.push((performance.now() - between) / 1_000)
    size = archive.length
  }
  say(`${releases} releases, ${(size / 1_048_576).toFixed(1)} MiB`)
  printLine('audit', 'archive of 2,000 releases, p50', median(made), 's', { atMost: 10 })
  printLine('audit', 'the same verified, p50', median(checked), 's', { atMost: 5 })
} finally {
  await store.close()
  rmSync(root, { recursive: true, force: true })
}
