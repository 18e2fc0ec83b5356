import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Digest, sha256 } from '../kernel/canonical.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'
import { imagesNeeded } from './retention.ts'

const here = { application: 'shop', environment: 'production' }
const config = yaml(production('watch: { for: 1s }'))
const image = (content: string): Digest => sha256(`web ${content}`)

let on: Stage
beforeEach(async () => {
  on = await stage()
  await on.engine.start()
})
afterEach(() => on.close())

const release = (number: number, how = config): void =>
  on.commit(`c${number}`, {
    ...(number > 1 ? { parents: [`c${number - 1}`] } : {}),
    config: how,
    content: { web: String(number), api: 'one' },
  })

describe('images that may still be run', () => {
  it('are those of what runs, of the newest releases, of what is under way and of what waits', async () => {
    for (let number = 1; number <= 34; number += 1) {
      release(number)
      expect((await on.through(`c${number}`)).ended).toMatchObject({ code: 0 })
    }
    const needed = await imagesNeeded(on.records)
    const web = Array.from({ length: 34 }, (_, i) => i + 1).filter((number) =>
      needed.has(image(String(number))),
    )
    // The newest thirty rollouts, and what the oldest of them replaced.
    expect(web).toEqual(Array.from({ length: 30 }, (_, i) => i + 5).toSpliced(0, 0, 4))
    expect(needed.has(sha256('api one'))).toBe(true)

    const candidateOf = async () =>
      (await on.engine.status('shop')).applications[0]?.environments[0]?.rollout?.candidate
    release(35)
    const live = await on.ship('c35')
    await on.clock.until(async () => (await candidateOf()) != null)
    release(36)
    const waiting = await on.ship('c36')
    expect([live.kind, waiting.kind]).toEqual(['new', 'new'])
    await on.clock.until(async () => (await imagesNeeded(on.records)).has(image('36')))
    expect((await imagesNeeded(on.records)).has(image('35'))).toBe(true)
  })

  it('an older one is built again with a word when somebody goes back to it', async () => {
    for (const number of [1, 2]) {
      release(number)
      await on.through(`c${number}`)
    }
    on.faults.missing.add(image('1'))
    await on.clock.pass(301_000)
    const done = await on.engine.rollback({ ...here, to: 1, why: null }, ann)
    await on.clock.until(async () => {
      const [last] = (await on.engine.history(here, 1)).rollouts
      return last?.id === done.rollout && last?.outcome === 'done'
    })
    expect(on.faults.missing.has(image('1'))).toBe(false)
  })

  it('are told to the builder again and again', async () => {
    release(1)
    await on.through('c1')
    await on.clock.pass(601_000)
    expect(on.swept.at(-1)?.has(image('1'))).toBe(true)
  })
})
