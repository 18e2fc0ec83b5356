import { describe, expect, it } from 'vitest'
import { part, plannedFacts, side } from './facts.fixture.ts'
import { outgrown, rollbackPlan } from './plan.ts'
import { planHtml, planLines, planSummary, sectionsOf } from './render.ts'

const plan = rollbackPlan(plannedFacts)

describe('a plan', () => {
  it('says what goes back to what, component by component', () => {
    expect(plan.components.map(({ component, change }) => `${component} ${change}`)).toEqual([
      'api back',
      'mail again',
      'queue gone',
      'web same',
    ])
  })

  it('names variables and secrets that change, never a value', () => {
    expect(plan.variables.map(({ name, change }) => `${name} ${change}`)).toEqual([
      'LOG_LEVEL changed',
      'NEW removed',
      'OLD added',
    ])
    expect(plan.secrets).toEqual([{ component: 'api', name: 'DB_PASSWORD', change: 'changed' }])
    expect(JSON.stringify(plan)).not.toMatch(/debug|hmac/)
  })

  it('puts what is dangerous first, and knows until when it holds', () => {
    expect(plan.migrations.map(({ is }) => is)).toEqual(['unsafe', 'unknown', 'safe'])
    expect(plan.contracts).toEqual(['api'])
    expect(plan.warmUntil).toBe(1_700_000_600_000)
    expect(outgrown(plan.migrations).map(({ is }) => is)).not.toContain('safe')
    expect(plan.gone).toBeUndefined()
  })

  it('promises no request longer than what is left may take, and calls one way back one', () => {
    const once = rollbackPlan({ ...plannedFacts, measured: { by: 'history', median: 756, count: 1 } })
    const lines = planLines(once)
    expect(lines.map(({ en }) => en.trim())).toContainEqual(
      expect.stringContaining('no request that ends within 30 s: it ends where it began'),
    )
    expect(lines.map(({ fr }) => fr).join('\n')).toMatch(/756\sms, comme le seul retour fait ici/)
  })

  it('of a first release says that there is nothing to go back to', () => {
    const first = rollbackPlan({ ...plannedFacts, to: null, crossed: [] })
    expect(planLines(first).map(({ en }) => en)).toHaveLength(2)
    expect(planSummary(first).fr).toContain('première version')
  })
})

describe('a plan that is possible no more', () => {
  const ran = plannedFacts.crossed.map((one) => ({
    ...one,
    ran: true,
    since: { release: 2, at: 1_700_000_000_000 },
  }))
  const now = rollbackPlan({ ...plannedFacts, asked: 'now', crossed: ran })

  it('says why, since when, and what to do instead, and nothing that is not so', () => {
    expect(now.gone).toBe(true)
    expect(sectionsOf(now).map(({ head }) => head.en)).toEqual(['possible', 'after that'])
    const said = planLines(now).map(({ en }) => en)
    expect(said.join('\n')).toMatch(/no: release \d+ can no longer run.*\n.*ran with release 2, 2023-11-14T/)
    expect(said.join('\n')).toContain('forward only: ship a fix')
    expect(planSummary(now).fr).toMatch(/^pas de retour en arrière/)
  })

  it('is one while it is rolled out: what it goes back to runs', () => {
    expect(rollbackPlan({ ...plannedFacts, crossed: ran }).gone).toBeUndefined()
  })
})

describe('a plan of what is out', () => {
  const said = (target: 'warm' | 'cold' | 'candidate') =>
    planLines(rollbackPlan({ ...plannedFacts, asked: 'now', target, crossed: [] }))
      .map(({ en }) => en)
      .join('\n')

  it('says how the release would come back', () => {
    expect(said('warm')).toContain('warm until')
    expect(said('cold')).toContain('started anew, from its image')
    expect(said('candidate')).toContain('how long: as long as a release')
    expect(said('candidate')).not.toMatch(/warm|freely/)
  })
})

describe('its sentences', () => {
  const plans = [
    plan,
    rollbackPlan({ ...plannedFacts, wayBack: 'person', measured: null, settledAt: null, crossed: [] }),
    rollbackPlan({
      ...plannedFacts,
      measured: { by: 'rehearsal', median: 900, count: 1 },
      secretsOnRollback: 'recorded',
    }),
    rollbackPlan({
      ...plannedFacts,
      from: side(2, [part('web', 'w2', { image: part('web', 'w1').image })]),
      to: side(1, [part('web', 'w1')]),
    }),
  ]

  it('answer every question in both languages', () => {
    for (const one of plans) {
      expect(sectionsOf(one).map(({ head }) => head.en)).toEqual([
        'components',
        'configuration',
        'secrets',
        'schema',
        'kept data',
        'infrastructure',
        'how long',
        'who decides',
        'what is lost',
        'until when',
        'after that',
      ])
      for (const { en, fr } of [...planLines(one), planSummary(one)]) {
        expect(en.trim()).not.toBe('')
        expect(fr.trim()).not.toBe(en.trim())
        expect(`${en}${fr}`).not.toMatch(/undefined|NaN|\[object/)
      }
    }
  })

  it('are a page without anything that runs', () => {
    const hostile = rollbackPlan({ ...plannedFacts, application: '<script>alert(1)</script>' })
    for (const language of ['en', 'fr'] as const) {
      const html = planHtml(hostile, language)
      expect(html).not.toContain('<script>')
      expect(html).toContain(`lang="${language}-CA"`)
    }
  })
})
