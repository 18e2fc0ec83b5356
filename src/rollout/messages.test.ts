import { describe, expect, it } from 'vitest'
import { core } from './explore/core.fixture.ts'
import { commandsIn } from './explore/moves.fixture.ts'
import { plans } from './explore/plans.fixture.ts'
import { round } from './explore/round.fixture.ts'
import { seeds, undisturbed } from './explore/seeds.fixture.ts'
import { causeText, explain, newsText, refusalText } from './messages.ts'

describe('sentences', () => {
  it('are there in both languages, in every state on the way and on the way back', () => {
    for (const scenario of plans) {
      const nodes = [...undisturbed(core, scenario), ...seeds(core, scenario).map(({ node }) => node)]
      for (const node of nodes) {
        if (scenario.plan === null || node.rollout === null) continue
        const lines = explain(scenario.plan, node.rollout)
        const news = round(core, scenario, node).wakes.flatMap(({ decision }) =>
          decision.effects.flatMap((effect) => (effect.kind === 'tell' ? [newsText(effect.news)] : [])),
        )
        expect(lines.length).toBeGreaterThan(0)
        for (const text of [...lines, ...news]) {
          expect(text.en.trim()).not.toBe('')
          expect(text.fr.trim()).not.toBe('')
          expect(`${text.en}${text.fr}`).not.toMatch(/undefined|NaN|\[object/)
        }
      }
    }
  })

  it('say why, with values', () => {
    expect(causeText({ code: 'unsure', weight: 10, after: 90_000 })).toEqual({
      en: 'not enough evidence at 10 % after 1 min 30 s',
      fr: 'preuves insuffisantes à 10\u202f% après 1 min 30 s',
    })
    expect(refusalText('on-its-way-back').en).toBe('it is on its way back already')
  })
})

describe('a person', () => {
  it('may take it back or into their hands in every live phase but the wait for its turn', () => {
    const [, scenario] = plans
    if (scenario === undefined) throw new Error('no plan')
    for (const { rollout } of undisturbed(core, scenario)) {
      const labels = commandsIn(core, scenario.plan, rollout).map(({ label }) => label)
      if (rollout?.phase === 'ended') expect(labels).toEqual([])
      else expect(labels).toContain('rollback')
    }
  })
})
