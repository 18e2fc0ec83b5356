import { describe, expect, it } from 'vitest'
import { type Against, lostVerdict } from './lost.ts'
import { needsVerdict } from './needs.ts'

const [running, wanted] = ['a'.repeat(40), 'b'.repeat(40)]
const against = (missing: Against['missing'], component = 'api'): Against => ({
  component,
  running,
  wanted,
  missing,
})
const hotfix = { commit: 'c'.repeat(40), subject: 'fix: the login\u001b[31m' }

describe('lost commits', () => {
  it('hold, and are listed in both languages with what to do', () => {
    const verdict = lostVerdict(
      'production',
      [against({ commits: [hotfix], total: 3 }), against({ commits: [], total: 0 }, 'web')],
      null,
    )
    expect(verdict.outcome).toBe('hold')
    const [reason] = verdict.reasons
    expect(reason?.text.en).toBe(
      'production would lose 3 commits of api that run now:\n  cccccccccc fix: the login [31m\n  and 2 more',
    )
    expect(reason?.text.fr).toContain('perdrait 3 commits du composant api')
    expect(reason?.change?.fr).toContain('ecluse override lost-commits')
    expect(reason?.values).toMatchObject({ component: 'api', total: 3, commits: [{ commit: hotfix.commit }] })
  })

  it('what git cannot know holds by name', () => {
    expect(lostVerdict('production', [against(null)], null)).toMatchObject({
      outcome: 'hold',
      reasons: [{ code: 'history-unknown' }],
    })
  })

  it('pass where nothing is lost, and where somebody said that it goes back', () => {
    expect(lostVerdict('production', [against({ commits: [], total: 0 })], null).outcome).toBe('pass')
    const back = { by: 'Ann', why: { en: 'back to release 1', fr: 'retour à la version 1' } }
    expect(lostVerdict('production', [against({ commits: [hotfix], total: 1 })], back)).toMatchObject({
      outcome: 'pass',
      reasons: [{ code: 'goes-back' }, { code: 'lost-commits' }],
    })
  })
})

describe('needs', () => {
  it('that are not met refuse, by range and version', () => {
    const one = { component: 'web', need: 'api', range: '>=2.3', version: 'abc1234', semantic: false }
    expect(needsVerdict([one], true)).toMatchObject({ outcome: 'refuse', reasons: [{ code: 'needs-unmet' }] })
    expect(needsVerdict([], true).reasons).toHaveLength(1)
    expect(needsVerdict([], false)).toEqual({ outcome: 'pass', reasons: [] })
  })
})
