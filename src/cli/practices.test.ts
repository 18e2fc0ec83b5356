import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checklistName, proposedChecklist, proposedRoles } from '../init/checklist.ts'
import { pasted } from '../practices/paste.fixture.ts'
import { facts } from '../practices/practices.fixture.ts'
import { practicesOf } from '../practices/practices.ts'
import type { Facts, Line } from '../practices/types.ts'
import { Bench } from './run.fixture.ts'

const bench = new Bench()
afterAll(() => bench.close())

const bare: Facts = {
  ...facts,
  rollouts: [],
  policy: null,
  file: {
    earlier: null,
    strategies: { production: 'blue-green' },
    watch: 0,
    translates: false,
    components: ['web'],
    free: '127.0.0.1:8081',
  },
}
const canaries: Facts = {
  ...bare,
  file: bare.file === null ? null : { ...bare.file, strategies: { production: 'canary' } },
}
const file = (strategy: string): string => `application: hello
components:
  web: { build: { context: . }, port: 8080, ready: /ready }
environments:
  production: { target: process, listen: 127.0.0.1:8080, ${strategy} }
`
const linesOf = (from: Facts) => practicesOf(from).filter(({ config }) => config.length > 0)
const cases = [
  ...linesOf(bare).map((one) => ['blue-green', one.number, one.config, bare] as const),
  ...linesOf(canaries)
    .filter(({ number }) => number === 8)
    .map((one) => ['canary', one.number, one.config, canaries] as const),
]

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'F'.repeat(43)}`
let folders = 0
const checked = async (text: string, lines: readonly Line[]) => {
  folders += 1
  const folder = join(bench.root, `practices-${folders}`)
  mkdirSync(folder)
  // What is done first: `init` writes the checklist, people write down who they are.
  if (lines.some(({ first }) => first?.en === 'ecluse init --checklist')) {
    writeFileSync(join(folder, checklistName), proposedChecklist())
    writeFileSync(join(folder, 'approvers'), `pam ${key} roles=${proposedRoles.join(',')}\n`)
  }
  writeFileSync(join(folder, 'ecluse.yaml'), lines.reduce(pasted, text))
  return bench.run(['check'], { folder })
}

test('every practice that a key can close has its lines', () => {
  expect(cases.map(([strategy, number]) => `${strategy} ${number}`)).toEqual([
    'blue-green 4',
    'blue-green 6',
    'blue-green 7',
    'blue-green 9',
    'blue-green 10',
    'blue-green 12',
    'blue-green 13',
    'canary 8',
  ])
})

test.each(cases)(
  'with %s, ecluse check takes the lines of practice %i as they are',
  async (strategy, _, lines) => {
    const { code, out, err } = await checked(file(`strategy: ${strategy}`), lines)
    expect(`${out}${err}`).not.toContain('todo:')
    expect(code).toBe(0)
  },
)

test('all lines together are one valid file', async () => {
  const all = linesOf(bare).flatMap(({ config }) => config)
  expect((await checked(file('watch: { for: 1m }'), all)).code).toBe(0)
})
