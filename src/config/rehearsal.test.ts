import { describe, expect, it } from 'vitest'
import { base, read, refusals } from './read.fixture.ts'

const with2 = (rehearsal: string, where: 'staging' | 'production' = 'staging'): string => {
  const key = `, rehearse-rollback: ${rehearsal}`
  return `${base.slice(0, base.indexOf('environments:'))}environments:
  staging: { listen: 127.0.0.1:8081${where === 'staging' ? key : ''} }
  production: { listen: 127.0.0.1:8080${where === 'production' ? key : ''} }
`
}

describe('a rehearsal of the way back', () => {
  it('is read with its defaults', () => {
    const usual = { probes: [], load: null, within: 120_000, for: 5_000, maxAge: 7 * 86_400_000 }
    const [staging, production] = read(with2('true')).environments
    expect(staging?.rehearsal).toEqual(usual)
    expect(production?.rehearsal).toBeUndefined()
    const whole =
      '{ probes: [{ path: /, status: 204 }, { path: /a }], load: [node, load.js], within: 1m, for: 2s, max-age: 1d }'
    expect(read(with2(whole)).environments[0]?.rehearsal).toEqual({
      probes: [
        { path: '/', status: 204 },
        { path: '/a', status: null },
      ],
      load: ['node', 'load.js'],
      within: 60_000,
      for: 2_000,
      maxAge: 86_400_000,
    })
  })

  it.each([
    ['false', 'bad-value'],
    ['{ probes: [] }', 'bad-value'],
    ['{ probes: [{ path: a }] }', 'bad-path'],
    ['{ probes: [{ path: /, status: 99 }] }', 'bad-value'],
    ['{ load: node load.js }', 'wrong-type'],
    ['{ max-age: 1y }', 'bad-duration'],
    ['{ probe: 1 }', 'unknown-key'],
  ])('%s is refused with its place', (value, code) => {
    expect(refusals(with2(value))).toEqual([expect.stringMatching(new RegExp(`^8:\\d+ ${code}$`))])
  })

  it('has nowhere to run the team’s command where every component is a static site', () => {
    const whole = with2('{ load: [node, load.js] }')
    const [begin, end] = [whole.indexOf('components:'), whole.indexOf('environments:')]
    const site = `${whole.slice(0, begin)}components:\n  web: { static: dist }\n${whole.slice(end)}`
    expect(refusals(site)).toEqual([expect.stringMatching(/^\d+:\d+ rehearsal-load-nowhere$/)])
    expect(read(site.replace('{ load: [node, load.js] }', 'true')).environments[0]?.rehearsal).toBeDefined()
  })

  it('is refused where no environment comes after', () => {
    expect(refusals(with2('true', 'production'))).toEqual([
      expect.stringMatching(/^9:\d+ rehearsal-without-next$/),
    ])
  })
})
