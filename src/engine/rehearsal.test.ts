import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { candidate } from '../records/candidates.ts'
import { queueOf } from '../records/environments.ts'
import { evidenceOf } from '../records/releases.ts'
import { ann, approveUnsigned, overrideUnsigned, type Stage, stage, yaml } from './engine.fixture.ts'

const two = (rehearsal = 'true', staging = '') =>
  yaml(`  staging: { target: process, listen: 127.0.0.1:8081, watch: { for: 3s }, rehearse-rollback: ${rehearsal}${staging} }
  production: { target: process, listen: 127.0.0.1:8080, watch: { for: 3s } }`)

let on: Stage
const begin = async (config = two()) => {
  on.commit('a', { config, content: { api: '1', web: '1' } })
  await on.engine.start()
  return on.through('a')
}
beforeEach(async () => {
  on = await stage()
})
afterEach(() => on.close())

const commit = (id: string, parent: string, api: string, config = two()) =>
  on.commit(id, { config, content: { api, web: '1' }, parents: [parent] })

const manifestOf = async (id: string): Promise<string> => (await candidate(on.records, id))?.manifest ?? ''

const evidence = async (id: string) =>
  (await evidenceOf(on.records, 'shop', await manifestOf(id), 'rehearsal')).find(
    ({ name }) => name === 'staging',
  )
const shipped = async (id: string): Promise<string> => {
  const answer = await on.engine.ship({ application: 'shop', commit: id, actor: ann, upTo: null })
  return answer.kind === 'already-live' ? '' : answer.candidate
}
/** Whether production holds a candidate for want of its rehearsal, and why. */
const heldFor = async (id: string): Promise<string | null> => {
  const entry = (await queueOf(on.records, 'shop/production')).find((one) => one.candidate === id)
  return entry?.verdict?.reasons.find(({ code }) => code.includes('rehears'))?.code ?? null
}

describe('a rehearsal of the way back', () => {
  it('has nothing to go back to with a first release, passes and says so', async () => {
    expect(await begin()).toMatchObject({ ended: { code: 0, notReached: [] } })
    const [first] = await on.rollouts('staging')
    const [known] = await evidenceOf(on.records, 'shop', first?.context.new.manifest ?? '', 'rehearsal')
    expect(known).toMatchObject({ verdict: { outcome: 'pass', reasons: [{ code: 'nothing-to-rehearse' }] } })
  })

  it('takes the release forth, back and forth again before it is done, and is said with its time', async () => {
    await begin()
    commit('b', 'a', '2')
    const id = await shipped('b')
    const seen: string[] = []
    await on.clock.until(async () => {
      const [live] = await on.rollouts('staging')
      const split = (await on.parts.router.read()).splits.find(
        ({ environment }) => environment === 'shop/staging',
      )
      seen.push(`${live?.state.phase} ${split?.weight}`)
      return (await on.engine.candidate(id)).stage === 'ended'
    })
    const order = ['observing 100', 'rehearsing 0', 'ended 100']
    expect(order.every((one) => seen.includes(one))).toBe(true)
    expect(seen.indexOf('observing 100')).toBeLessThan(seen.indexOf('rehearsing 0'))
    expect(seen.indexOf('rehearsing 0')).toBeLessThan(seen.indexOf('ended 100'))
    const view = await on.engine.candidate(id)
    expect(view.ended).toMatchObject({ code: 0, notReached: [] })
    expect(view.ended?.lines.map(({ en }) => en).join('\n')).toMatch(
      /rehearsed in staging: back on release 1 in .* m?s, forth again in .* m?s; \d+ requests meanwhile, none failed/,
    )
    const [production] = await on.rollouts('production')
    expect(production?.plan.rehearse).toBeUndefined()
    // Its way back takes no commit back: the same one goes on to production at once.
    expect((await on.engine.status('shop')).applications[0]?.environments[0]).toMatchObject({
      desired: { release: 2 },
    })
  })

  it('that failed for somebody holds the environments after it, and says what failed first', async () => {
    await begin()
    commit('b', 'a', '2')
    on.prober.answer = () => ({ status: 503 })
    const id = await shipped('b')
    await on.clock.until(async () => (await heldFor(id)) !== null)
    expect(await heldFor(id)).toBe('rehearsal-failed')
    const found = await evidence(id)
    expect(found?.verdict.reasons[0]?.text.en).toMatch(/failed; the first: GET \/ answered 503/)
    expect(found?.verdict.reasons[0]?.text.fr).toMatch(/a répondu 503/)
    const [held] = await queueOf(on.records, 'shop/production')
    expect(held?.verdict?.reasons[0]?.change?.en).toContain('ecluse rollback --environment staging')
    expect(await on.rollouts('production')).toHaveLength(1)
  })

  it('that failed lets pass whom an administrator lets go all the same, with a reason', async () => {
    await begin()
    commit('b', 'a', '2')
    on.prober.answer = () => ({ status: 503 })
    const id = await shipped('b')
    await on.clock.until(async () => (await heldFor(id)) === 'rehearsal-failed')
    const here = { application: 'shop', environment: 'production' }
    await overrideUnsigned(on, 'production', 'rehearsed', 'what it went back to was the broken one')
    expect(await on.ended(id)).toMatchObject({ ended: { code: 0, notReached: [] } })
    const { lines } = await on.engine.why({ ...here, release: null })
    expect(lines.map(({ en }) => en).join('\n')).toContain('what it went back to was the broken one')
  })

  it('that failed is done again by taking the release back there, and shipping it again', async () => {
    await begin()
    commit('b', 'a', '2')
    on.prober.answer = () => ({ status: 503 })
    const first = await shipped('b')
    await on.clock.until(async () => (await heldFor(first)) === 'rehearsal-failed')
    expect((await on.engine.ship({ application: 'shop', commit: 'b', actor: ann, upTo: null })).kind).toBe(
      'followed',
    )
    on.prober.answer = () => ({ status: 200 })
    await on.engine.rollback({ application: 'shop', environment: 'staging', to: null, why: null }, ann)
    await on.clock.until(async () => (await on.rollouts('staging'))[0]?.outcome === 'done')
    const again = await shipped('b')
    expect(again).not.toBe(first)
    expect(await on.ended(again)).toMatchObject({ ended: { code: 0, notReached: [] } })
    expect((await on.rollouts('production'))[0]?.context.new.commit).toBe('b')
    expect(await on.candidateEnded(first)).toBe(true)
  })

  it('counts for its time and no longer', async () => {
    const config = two('{ max-age: 1m, probes: [{ path: /health, status: 200 }] }')
    const slow = config.replace('8080, watch: { for: 3s }', '8080, watch: { for: 150s }')
    await begin(config)
    const asked = new Set<string>()
    on.prober.answer = (path) => {
      asked.add(path)
      return { status: 200 }
    }
    commit('b', 'a', '2', slow)
    const first = await shipped('b')
    await on.clock.until(async () => (await on.rollouts('production'))[0]?.context.new.commit === 'b')
    commit('c', 'b', '3', config)
    const late = await shipped('c')
    await on.clock.until(async () => (await evidence(late))?.verdict.outcome === 'pass')
    expect([...asked]).toEqual(['/health'])
    await on.clock.until(() => on.candidateEnded(first))
    await on.clock.until(async () => (await heldFor(late)) !== null)
    expect(await heldFor(late)).toBe('rehearsal-old')
  })

  it('is asked for by the release that runs, also of a candidate that dropped it, until people agree', async () => {
    await begin()
    const without = two().replace(', rehearse-rollback: true', '')
    commit('b', 'a', '2', without)
    const id = await shipped('b')
    await on.clock.until(async () => (await heldFor(id)) !== null)
    expect(await heldFor(id)).toBe('not-rehearsed')
    await approveUnsigned(on, 'production')
    expect(await on.ended(id)).toMatchObject({ ended: { code: 0 } })
  })

  it('waits for the team’s own command, and believes its end', async () => {
    const config = two('{ load: [node, load.js], for: 1s }')
    await begin(config)
    on.target.onceTakes.time = 20_000
    commit('b', 'a', '2', config)
    const id = await shipped('b')
    await on.clock.until(async () => (await heldFor(id)) === 'rehearsal-load-runs')
    expect(on.target.onces.at(-1)?.argv).toEqual(['node', 'load.js'])
    await on.clock.until(async () => await on.candidateEnded(id))
    expect(await on.engine.candidate(id)).toMatchObject({ ended: { code: 0 } })
    on.target.onceTakes.code = 1
    commit('c', 'b', '3', config)
    const bad = await shipped('c')
    await on.clock.until(async () => (await heldFor(bad)) === 'rehearsal-failed')
    expect((await evidence(bad))?.verdict.reasons[0]?.text.en).toBe('node load.js ended with 1')
  })

  it('waits for every answer: one that never comes is a request that failed', async () => {
    await begin()
    commit('b', 'a', '2')
    const waiting: ((answer: { failure: string }) => void)[] = []
    on.prober.answer = () => {
      const back = on.router.splits.get('shop/staging')?.weight === 0
      return back ? new Promise((resolve) => waiting.push(resolve)) : { status: 200 }
    }
    const id = await shipped('b')
    await on.clock.until(async () => (await heldFor(id)) !== null)
    expect(await heldFor(id)).toBe('rehearsal-load-runs')
    expect((await evidence(id))?.verdict.reasons[0]?.text.fr).toMatch(/attend(ent)? encore une réponse/)
    for (const answer of waiting) answer({ failure: 'no answer in 30000 ms' })
    await on.clock.until(async () => (await heldFor(id)) === 'rehearsal-failed')
    expect((await evidence(id))?.verdict.reasons[0]?.text.en).toMatch(
      /, (\d+) failed; the first: GET \/ answered no answer in 30000 ms/,
    )
  })

  it('is closed also where another release went out meanwhile', async () => {
    const config = two('{ load: [node, load.js], for: 1s }')
    await begin(config)
    on.target.onceTakes.time = 60_000
    commit('b', 'a', '2', config)
    const first = await shipped('b')
    await on.clock.until(async () => (await evidence(first))?.verdict.outcome === 'hold')
    commit('c', 'b', '3', config)
    const later = await shipped('c')
    await on.clock.until(async () => (await evidence(later))?.verdict.outcome === 'hold')
    await on.clock.until(async () => (await evidence(first))?.verdict.outcome === 'pass')
    await on.clock.until(async () => (await evidence(later))?.verdict.outcome === 'pass')
  })

  it('of a previous release that died fails the rehearsal and not the rollout', async () => {
    await begin()
    commit('b', 'a', '2')
    const id = await shipped('b')
    await on.clock.until(async () => (await on.rollouts('staging'))[0]?.state.phase === 'rehearsing')
    const old = (await on.rollouts('staging'))[0]?.context.old?.revisions.find(
      ({ component }) => component === 'api',
    )
    on.target.lose(old?.key ?? '')
    await on.clock.until(async () => (await heldFor(id)) !== null)
    expect(await heldFor(id)).toBe('rehearsal-failed')
    expect((await on.rollouts('staging'))[0]).toMatchObject({ outcome: 'done' })
  })

  it('goes on after the control plane was killed in the middle, and says that it was away', async () => {
    await begin()
    commit('b', 'a', '2')
    const id = await shipped('b')
    await on.clock.until(async () => (await on.rollouts('staging'))[0]?.state.phase === 'rehearsing')
    await on.restart()
    const view = await on.ended(id)
    expect(view.ended?.code).toBe(0)
    expect((await evidence(id))?.verdict).toMatchObject({ outcome: 'pass' })
    expect((await evidence(id))?.verdict.reasons[0]?.text.en).toContain(
      'the control plane was away in between',
    )
  })
})
