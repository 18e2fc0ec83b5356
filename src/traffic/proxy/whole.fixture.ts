import { expect } from 'vitest'
import { type Problem, ProblemError } from '../../kernel/problem.ts'

const said = (words: Problem['message'] | undefined): void => {
  expect(words?.en).toMatch(/\S/)
  expect(words?.fr).toMatch(/\S/)
  expect(words?.fr).not.toBe(words?.en)
}

/** A problem with all that a person needs: code, place, what was expected and what to do, in both languages. */
export const expectWhole = (problem: Problem | undefined, code: string): void => {
  expect(problem?.code).toBe(code)
  expect(problem?.place?.file, code).toBeDefined()
  for (const words of [problem?.message, problem?.expected, problem?.todo]) said(words)
}

/** That something is refused for one reason, whole. */
export const refusedFor = async (tried: Promise<unknown> | undefined, code: string): Promise<void> => {
  const error = await Promise.resolve(tried).then(
    () => undefined,
    (refusal: unknown) => refusal,
  )
  expect(error).toBeInstanceOf(ProblemError)
  expectWhole((error as ProblemError).problems[0], code)
}
