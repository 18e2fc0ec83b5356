import { expect, it } from 'vitest'
import { at, environment } from '../../api/engine.fixture.ts'
import { width } from '../wrap.ts'
import { watchLines } from './watch.ts'

const view = { applications: [{ application: 'hello', environments: [environment()] }] }

it.each(['en', 'fr'] as const)(
  'fits 80 columns and shows steps, share, both counts, evidence and clock (%s)',
  (language) => {
    const lines = watchLines(view, at + 65_000, 200, language)
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(80)
    const all = lines.join('\n')
    expect(all).toMatch(/\[10\s%\]/)
    expect(all).toMatch(/█░/)
    expect(all).toContain(language === 'en' ? '1 min 5 s' : '1 min 5 s')
    expect(all).toMatch(language === 'en' ? /evidence/ : /preuves/)
  },
)

it('keeps its lines in place while the clock goes on', () => {
  expect(watchLines(view, at + 1_000, 80, 'en').length).toBe(watchLines(view, at + 900_000, 80, 'en').length)
})

it('narrow terminals cut', () => {
  for (const line of watchLines(view, at, 50, 'en')) expect(width(line)).toBeLessThanOrEqual(50)
})
