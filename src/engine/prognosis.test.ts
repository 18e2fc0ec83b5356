import { describe, expect, it } from 'vitest'
import { defaultPlan } from '../analysis/plan.ts'
import type { Traffic } from '../analysis/types.ts'
import { readConfig } from '../config/read.ts'
import type { Language } from '../kernel/text.ts'
import { stage, yaml } from './engine.fixture.ts'
import { prognosisLines, prognosisOf } from './prognosis.ts'

const canary = (strategy: string) =>
  `  production: { target: process, listen: 127.0.0.1:8080, strategy: { canary: ${strategy} }, watch: { for: 5s } }`

const linesOf = (strategy: string, traffic: Traffic | null, language: Language = 'en') => {
  const text = yaml(canary(strategy))
  const [environment] = readConfig({ file: 'ecluse.yaml', text }).environments
  if (environment === undefined) throw new Error('no environment')
  const prognosis = prognosisOf(environment, defaultPlan, traffic)
  return (prognosis === null ? [] : prognosisLines(prognosis)).map((line) =>
    line[language].replaceAll(/\s/g, ' '),
  )
}

describe('what a canary is told before it starts', () => {
  const usual = '{ steps: [10%, 50%], at-least: 1m, at-most: 30m }'

  it('is how long each step takes at the traffic seen', () => {
    expect(linesOf(usual, { perSecond: 100, errorRate: 0 })).toEqual([
      'forecast: at 100 requests a second with 0 % errors, as in the last hour, proven safe: 10 % in 4 min, 50 % in 1 min',
    ])
    expect(linesOf(usual, { perSecond: 100, errorRate: 0 }, 'fr')).toEqual([
      'prévision : avec 100 requêtes par seconde et 0 % d’erreurs, comme dans la dernière heure, preuve faite : 10 % en 4 min, 50 % en 1 min',
    ])
  })

  it('proposes a weight and a margin to a small service', () => {
    const [first, second] = linesOf('{ steps: [10%], at-least: 1m, at-most: 2h }', {
      perSecond: 0.1,
      errorRate: 0,
    })
    expect(first).toContain('at 0.1 requests a second')
    expect(first).toContain('10 % in 59 h')
    expect(second).toBe(
      '10 % has at most 2 h: then `when-unsure` decides; `steps: [50%]` with `safe-within: 2x + 2%` would be proven in time',
    )
  })

  it('says where nothing would help, and where nobody was there', () => {
    const short = '{ steps: [10%], at-least: 1s, at-most: 10s }'
    expect(linesOf(short, { perSecond: 0.1, errorRate: 0 })[1]).toContain('no other weight or margin')
    for (const traffic of [null, { perSecond: 0, errorRate: 0 }])
      expect(linesOf(short, traffic)[0]).toContain('no requests in the last hour')
  })
})

it('is told at the start of a canary and in why until its watch; a first release is told nothing', async () => {
  const on = await stage()
  try {
    const config = yaml(canary('{ steps: [20%, 50%], at-least: 5s, at-most: 10m }'))
    on.commit('a', { config, content: { web: 'one', api: 'one' } })
    on.commit('b', { parents: ['a'], config, content: { web: 'two', api: 'one' } })
    await on.engine.start()
    await on.through('a')
    await on.clock.pass(60_000)
    const shipped = await on.ship('b')
    if (shipped.kind === 'already-live') throw new Error('nothing was shipped yet')
    const where = { application: 'shop', environment: 'production' }
    let lines: readonly string[] = []
    await on.clock.until(async () => {
      const why = await on.engine.why({ ...where, release: null })
      lines = why.lines.map(({ en }) => en)
      return why.release === 2 && why.phase === 'observing'
    })
    expect(lines.filter((line) => line.startsWith('forecast: at 200 requests a second'))).toHaveLength(1)
    await on.ended(shipped.candidate)
    const told: string[] = []
    const stop = new AbortController()
    const reading = (async () => {
      for await (const { kind, text } of on.engine.follow(0, where, stop.signal))
        if (kind === 'forecast') told.push(text.en)
    })()
    await on.clock.pass(1_000)
    stop.abort()
    await on.clock.pass(1_000)
    await reading
    expect(told).toHaveLength(1)
  } finally {
    await on.close()
  }
})
