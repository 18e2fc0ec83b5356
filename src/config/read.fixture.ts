import fc from 'fast-check'
import { formatPlace, type Problem, ProblemError } from '../kernel/problem.ts'
import { readConfig, readConfigWithWarnings } from './read.ts'
import type { Config } from './types.ts'

/** The eight lines. */
export const base = `application: benefits
components:
  web:
    build: { context: . }
    port: 8080
    ready: /ready
environments:
  production: { target: process, listen: 127.0.0.1:8080 }
`

export const read = (text: string): Config => readConfig({ file: 'ecluse.yaml', text })

/** What a refused text is refused for; a text that is taken fails the test. */
export const problemsOf = (text: string): readonly Problem[] => {
  try {
    read(text)
  } catch (error) {
    if (error instanceof ProblemError) return error.problems
    throw error
  }
  throw new Error(`this was taken:\n${text}`)
}

/** `LINE:COLUMN code` of every problem, in order. */
export const refusals = (text: string): readonly string[] =>
  problemsOf(text).map(({ place, code }) =>
    `${place === undefined ? '' : formatPlace(place)} ${code}`.replace('ecluse.yaml:', ''),
  )

export const warned = (text: string): readonly string[] =>
  readConfigWithWarnings({ file: 'ecluse.yaml', text }).warnings.map(
    ({ place, code }) => `${place?.line}:${place?.column} ${code}`,
  )

/** The eight lines with one component's, one environment's or the file's own keys added. */
export const withComponent = (lines: string): string =>
  base.replace('    ready: /ready\n', `${indent(lines, 4)}\n`)
export const withEnvironment = (lines: string): string =>
  base.replace(
    '  production: { target: process, listen: 127.0.0.1:8080 }',
    `  production:\n    listen: 127.0.0.1:8080\n${indent(lines, 4)}`,
  )

const indent = (lines: string, by: number): string =>
  lines
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n')

/** Any UTF-16 code units, halves of pairs too. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.nat(0xffff), { maxLength }).map((codes) => String.fromCharCode(...codes))
