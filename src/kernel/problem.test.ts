import { describe, expect, it } from 'vitest'
import type { Code } from './codes.ts'
import { formatPlace, type Problem, ProblemError } from './problem.ts'
import { same } from './text.ts'

const problem = (code: Code): Problem => ({ code, kind: 'usage', message: same(`about ${code}`) })

describe('problems', () => {
  it('are carried through code that throws, one or several', () => {
    const cause = new Error('why')
    const error = new ProblemError([problem('times'), problem('ended')], cause)
    expect(error.problems.map(({ code }) => code)).toEqual(['times', 'ended'])
    expect(error.message).toBe('times: about times; ended: about ended')
    expect(error.cause).toBe(cause)
    expect(new ProblemError(problem('times')).problems).toEqual([problem('times')])
    expect(error).toBeInstanceOf(Error)
  })

  it.each([
    [{ file: 'ecluse.yaml' }, 'ecluse.yaml'],
    [{ file: 'ecluse.yaml', line: 3 }, 'ecluse.yaml:3'],
    [{ file: 'ecluse.yaml', line: 3, column: 7 }, 'ecluse.yaml:3:7'],
  ])('stand at %j', (place, shown) => {
    expect(formatPlace(place)).toBe(shown)
  })
})
