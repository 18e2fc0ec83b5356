import { digestOf, type Json } from '../kernel/canonical.ts'
import { append, type Entry, genesis, type Head } from '../ledger/entry.ts'
import type { Audited, AuditedRelease } from './types.ts'

const ann = { kind: 'user', name: 'ann' } as const
const config: Json = { application: 'shop', components: [] }

const release = (number: number): AuditedRelease => {
  const content: Json = {
    format: 1,
    application: 'shop',
    components: [{ name: 'web', version: `1.${number}.0`, commit: 'a'.repeat(40), image: digestOf(number) }],
  }
  return {
    number,
    at: number * 1_000,
    manifest: digestOf(content),
    content,
    candidate: {
      id: `C${number}`,
      number,
      commit: 'a'.repeat(40),
      subject: `Add <b>number</b> ${number}`,
      actor: ann,
      at: number * 1_000,
      labels: number % 2 === 0 ? ['urgent'] : [],
      branch: 'main',
      configuration: digestOf(config),
    },
    evidence: [
      {
        kind: 'tested',
        name: 'unit',
        subject: 'a'.repeat(40),
        at: number * 1_000,
        verdict: {
          outcome: 'pass',
          reasons: [{ code: 'passed', text: { en: '3 tests passed', fr: '3 tests réussis' } }],
        },
      },
    ],
    rollouts: [
      {
        id: `R${number}`,
        environment: 'production',
        kind: 'ship',
        release: number,
        previous: number === 1 ? null : number - 1,
        actor: ann,
        why: null,
        startedAt: number * 1_000,
        movedAt: number * 1_000 + 1,
        endedAt: number * 1_000 + 2,
        outcome: 'done',
        cause: null,
        headline: { en: `release ${number} is out`, fr: `version ${number} en service` },
        lines: [],
        counts: null,
        plan: { steps: [{ weight: 100 }] },
        policy: [{ en: 'loosens: approvals.auditor: 1 -> 0', fr: 'assouplit : approvals.auditor : 1 -> 0' }],
      },
    ],
    statements: [
      {
        environment: 'production',
        action: 'override',
        item: 'calendar',
        note: 'a <hole> in the fence, right \u202eleft',
        actor: ann,
        at: number * 1_000,
        signer: 'ann',
        key: null,
        text: `{"number":${number}}`,
        signature: null,
      },
    ],
    approvers: [{ name: 'production-r1', text: 'ann ssh-ed25519 AAAA\n' }],
    plans: [
      {
        environment: 'production',
        at: number * 1_000,
        summary: { en: `back to ${number - 1} in 1 s`, fr: `retour à ${number - 1} en 1 s` },
        plan: { to: number - 1 },
      },
    ],
  }
}

/** An archive of `count` releases; every third entry of the chain is about another application. */
export const audited = (count: number): Audited => {
  let head: Head = genesis
  const payloads: Record<string, Json> = {}
  const entries = Array.from({ length: count * 3 }, (_, n) => {
    const payload: Json = { text: { en: `entry ${n}`, fr: `écriture ${n}` } }
    const application = n % 3 === 2 ? 'other' : 'shop'
    const entry: Entry = append(head, {
      at: n,
      actor: ann,
      action: 'shipped',
      subject: { application },
      payload,
    })
    head = entry
    if (application === 'other')
      return { seq: entry.seq, digest: entry.digest, previous: entry.previous, link: true } as const
    payloads[entry.payload] = payload
    return entry
  })
  return {
    application: 'shop',
    scope: { from: 0, to: 1_000_000 },
    madeAt: 1_000_000,
    madeBy: ann,
    version: '1.0.0',
    releases: Array.from({ length: count }, (_, n) => release(n + 1)),
    freezes: [
      {
        id: 'F1',
        everywhere: true,
        since: 1,
        until: null,
        why: 'election <week>',
        except: 'hotfix',
        actor: ann,
        thawed: { by: 'bob', at: 900 },
      },
    ],
    configurations: { [digestOf(config)]: config },
    ledger: { before: genesis, entries, payloads },
  }
}
