import { say, type Text } from '../kernel/text.ts'
import type { Line, Practice, State } from '../practices/types.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

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

export const closes = ({ below, line, first }: Line): Text => {
  const before = first === undefined ? text('', '') : text(`${first.en}, then `, `${first.fr}, puis `)
  return text(
    `to close it: ${before.en}ecluse.yaml, below ${below}: ${line}`,
    `pour y remédier : ${before.fr}ecluse.yaml, sous ${below} : ${line}`,
  )
}
