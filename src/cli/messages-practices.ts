import { say, type Text } from '../kernel/text.ts'
import type { Practice, State } from '../practices/types.ts'

export const marks: Readonly<Record<State, string>> = {
  shown: '✓',
  partly: '◐',
  'not-shown': '✗',
  'not-built': '–',
}

export const missing: Text = { en: 'missing:', fr: 'il manque :' }

export const heading = (application: string, environment: string, all: readonly Practice[]): Text => {
  const of = (state: State) => all.filter((one) => one.state === state).length
  return say(
    (f) =>
      `${application}, ${environment}: ✓ ${f.count(of('shown'))} shown by evidence, ◐ ${f.count(of('partly'))} in part, ✗ ${f.count(of('not-shown'))} not shown, – ${f.count(of('not-built'))} not built`,
    (f) =>
      `${application}, ${environment} : ✓ ${f.count(of('shown'))} établies par des faits, ◐ ${f.count(of('partly'))} en partie, ✗ ${f.count(of('not-shown'))} sans trace, – ${f.count(of('not-built'))} non construites`,
  )
}

export const closes = (below: string, line: string): Text =>
  below === ''
    ? { en: `ecluse.yaml: ${line}`, fr: `ecluse.yaml : ${line}` }
    : { en: `ecluse.yaml, below ${below}: ${line}`, fr: `ecluse.yaml, sous ${below} : ${line}` }
