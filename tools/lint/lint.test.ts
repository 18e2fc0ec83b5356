import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkHouse } from './house.ts'
import { importsOf } from './imports.ts'
import { render } from './problem.ts'
import { rings } from './rings.ts'
import { scan } from './scan.ts'

const readmes = rings
  .flatMap((ring) => ring.rooms)
  .map((room) => ({ path: `src/${room}/README.md`, text: '# a room\n' }))

/** `LINE RULE` of every problem of one file in a house that is otherwise right. */
const found = (path: string, text: string): readonly string[] =>
  checkHouse([...readmes, { path, text }]).map((problem) => `${problem.line} ${problem.rule}`)

describe('rings', () => {
  const cases: readonly [path: string, from: string, rule: string | null][] = [
    ['src/rollout/decide.ts', '../kernel/time.ts', null],
    ['src/rollout/decide.ts', './plan.ts', null],
    ['src/rollout/decide.ts', '../ports/router.ts', 'rings'],
    ['src/rollout/decide.ts', '../analysis/judge.ts', 'rings'],
    ['src/manifest/manifest.ts', '../config/types.ts', null],
    ['src/kernel/text.ts', '../config/types.ts', 'rings'],
    ['src/ports/target.ts', '../kernel/time.ts', null],
    ['src/records/rollouts.ts', '../rollout/types.ts', null],
    ['src/records/rollouts.ts', '../store/sqlite/open.ts', 'rings'],
    ['src/images/layout.ts', '../folder/layout.ts', null],
    ['src/folder/layout.ts', '../images/layout.ts', 'rings'],
    ['src/targets/process/run.ts', '../../supervisor/client.ts', 'rings'],
    ['src/targets/process/run.ts', '../../ports/supervision.ts', null],
    ['src/targets/process/deep/run.ts', '../run.ts', null],
    ['src/engine/engine.ts', '../traffic/proxy/proxy.ts', 'rings'],
    ['src/engine/engine.ts', '../api/server.ts', 'rings'],
    ['src/api/server.ts', '../engine/facade.ts', null],
    ['src/api/server.ts', '../store/sqlite/open.ts', 'rings'],
    ['src/cli/ship.ts', '../api/client.ts', null],
    ['src/cli/ship.ts', '../source/git/client.ts', 'rings'],
    ['src/api/server.ts', '../cli/ship.ts', 'rings'],
    ['src/cli/ship.ts', '../supervisor/main.ts', 'rings'],
    ['src/main/control.ts', '../supervisor/main.ts', null],
    ['src/main/control.ts', '../store/sqlite/open.ts', null],
    ['src/cli/ship.ts', '../main/control.ts', 'rings'],
    ['src/engine/engine.ts', '../nowhere/file.ts', 'rings'],
    ['src/engine/engine.ts', '../../tools/install.mjs', 'rings'],
    ['src/engine/engine.ts', './facade', 'imports'],
    ['src/engine/engine.ts', './world.fixture.ts', 'rings'],
    ['demo/main.ts', '../src/kernel/text.ts', null],
    ['demo/main.ts', '../src/engine/facade.ts', 'rings'],
    ['demo/main.ts', 'fastify', 'packages'],
    ['src/api/server.ts', 'fastify', null],
    ['src/cli/ship.ts', 'fastify', 'packages'],
    ['src/cli/ship.ts', 'left-pad/right', 'packages'],
    ['src/cli/ship.ts', 'fs/promises', 'imports'],
    ['src/cli/ship.ts', 'node:fs', null],
    ['src/rollout/decide.ts', 'node:fs', 'purity'],
    ['src/rollout/decide.ts', 'node:crypto', 'purity'],
    ['src/kernel/canonical.ts', 'node:crypto', null],
    ['src/mystery/room.ts', '../kernel/text.ts', 'rings'],
  ]
  test.each(cases)('%s imports %s: %s', (path, from, rule) => {
    for (const text of [
      `import { one } from '${from}'\n`,
      `import type { One } from "${from}"\n`,
      `export * from '${from}'\n`,
      `import '${from}'\n`,
    ]) {
      const problems = found(path, text)
      if (rule === null) expect(problems).toEqual([])
      else expect(problems).toContain(`1 ${rule}`)
    }
  })

  test('import() counts, and a test reaches where it wants', () => {
    expect(found('src/engine/engine.ts', `const it = await import('../traffic/proxy/main.ts')\n`)).toEqual([
      '1 rings',
    ])
    expect(found('src/engine/engine.test.ts', `import '../traffic/proxy/main.ts'\n`)).toEqual([])
  })

  test('of two rooms, at most one may import the other', () => {
    const rooms = rings.flatMap((ring) => ring.rooms)
    const room = fc.constantFrom(...rooms)
    const allowed = (from: string, to: string): boolean => {
      const up = '../'.repeat(from.split('/').length)
      return found(`src/${from}/one.ts`, `import '${up}${to}/two.ts'\n`).length === 0
    }
    fc.assert(fc.property(room, room, (a, b) => a === b || !(allowed(a, b) && allowed(b, a))))
  })
})

describe('purity', () => {
  const impure = [
    'const at = Date.now()',
    'const at = new Date()',
    'const at = Date()',
    'const at = new Date',
    'const n = Math.random()',
    'const zone = process.env.TZ',
    'setTimeout(() => {}, 1)',
    'const at = performance.now()',
    'const body = await fetch(url)',
    'console.log(1)',
    'const id = crypto.randomUUID()',
    'const hour = new Date(at).getHours()',
    'const order = a.localeCompare(b)',
    'const words = n.toLocaleString()',
    'const here = import.meta.dirname',
    `const text = \`at \${Date.now()}\``,
  ]
  test.each(impure)('%s', (line) => {
    expect(found('src/rollout/decide.ts', `\n${line}\n`)).toContain('2 purity')
    expect(found('src/engine/engine.ts', `\n${line}\n`)).toEqual([])
    expect(found('src/rollout/decide.test.ts', `\n${line}\n`)).toEqual([])
  })

  const pure = [
    '// Date.now() is not called here',
    "const words = 'Date.now() and process.env'",
    'const words = `Math.random()`',
    'const pattern = /process.env/',
    'const at = new Date(instant).getUTCHours()',
    'const facts = { process: 1, performance: 2 }',
    'const state = plan.process.state',
    'const ratio = a / b / process_count',
  ]
  test.each(pure)('%s', (line) => {
    expect(found('src/rollout/decide.ts', `${line}\n`)).toEqual([])
  })

  test('the kernel hashes, and draws nothing', () => {
    expect(found('src/kernel/id.ts', `import { createHash, randomBytes } from 'node:crypto'\n`)).toEqual([
      '1 purity',
    ])
  })
})

describe('shape', () => {
  const bad: readonly [text: string, rule: string][] = [
    ['export default 1', 'exports'],
    ['export default function name() {}', 'exports'],
    ['enum Colour { Red }', 'types'],
    ['const enum Colour { Red }', 'types'],
    ['const it = value as any', 'types'],
    ['const it: any = 1', 'types'],
    ['type All = Record<string, Array<any>>', 'types'],
    ['// TODO: later', 'comments'],
    ['// FIXME', 'comments'],
    ['// works (TODO: not always)', 'comments'],
    ['/* biome-ignore lint: no */', 'comments'],
    ['// @ts-expect-error', 'comments'],
  ]
  test.each(bad)('%s', (text, rule) => {
    expect(found('src/engine/engine.ts', `\n${text}\n`)).toEqual([`2 ${rule}`])
  })

  const good = [
    'const any = [1].some(Boolean)',
    'const found = words.any(1)',
    "const words = 'as any'",
    'switch (a) { default: break }',
    'const enumerated = 1',
    'const step = Promise.any([])',
    '// a point of TAP may be marked as TODO',
  ]
  test.each(good)('%s', (text) => {
    expect(found('src/engine/engine.ts', `${text}\n`)).toEqual([])
  })

  test('400 lines pass and 401 do not, also in a test', () => {
    expect(found('src/engine/engine.ts', 'const a = 1\n'.repeat(400))).toEqual([])
    expect(found('src/engine/engine.test.ts', 'const a = 1\n'.repeat(401))).toEqual(['401 length'])
  })

  test('folders are named for what they hold', () => {
    expect(found('src/engine/utils/dates.ts', '')).toEqual(['1 names'])
  })

  test('a README is there and short; nothing stands beside the rooms', () => {
    const file = { path: 'src/queue/order.ts', text: '' }
    expect(checkHouse([file]).map((problem) => problem.rule)).toEqual(['readme'])
    const long = { path: 'src/queue/README.md', text: 'a\n'.repeat(41) }
    expect(checkHouse([file, long])[0]?.what).toBe('41 lines, at most 40')
    expect(found('src/loose.ts', '')).toEqual(['1 rings'])
    expect(found('src/traffic/loose.ts', '')).toEqual(['1 rings'])
  })
})

describe('scan', () => {
  test('templates give their code, at any depth', () => {
    const words = scan(`const a = \`x \${f({ b: \`y \${g} z\` })} w\` + h`).filter(
      (token) => token.kind === 'word',
    )
    expect(words.map((token) => token.text)).toEqual(['const', 'a', 'f', 'b', 'g', 'h'])
  })

  test('a slash divides or begins a pattern', () => {
    const kinds = (text: string) => scan(text).filter((token) => token.kind === 'regex').length
    expect([
      kinds('a / b / c'),
      kinds('x = /[/"]/g'),
      kinds('(a) / 2 / 3'),
      kinds('return /"/.test(a)'),
    ]).toEqual([0, 1, 0, 1])
  })

  test('lines are counted through everything that spans them', () => {
    expect(scan(`/*\n*/\n\`\n\${1}\n\`\nlast`).at(-1)).toEqual({ kind: 'word', text: 'last', line: 6 })
  })

  test('any text ends, and keeps the words that it has', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('`', '$', '{', '}', "'", '/', '*', '\n', 'a', '\\') }),
        (text) => {
          const tokens = scan(text)
          return tokens.every((token) => token.line <= text.split('\n').length)
        },
      ),
    )
  })

  test('names between are read, also over lines', () => {
    expect(importsOf(scan("import {\n  one,\n  type Two,\n} from 'three'"))).toEqual([
      { from: 'three', line: 1, names: ['one', 'type', 'Two', 'from'] },
    ])
  })
})

test('the command says where, what and what to do, and ends with 1', () => {
  const root = mkdtempSync(join(tmpdir(), 'lint-'))
  try {
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    write('src/queue/README.md', '# queue\n')
    write('src/queue/order.ts', 'export const at = Date.now()\n')
    const run = () =>
      spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), root], { encoding: 'utf8' })
    const bad = run()
    expect(bad.status).toBe(1)
    expect(bad.stdout).toContain(
      'src/queue/order.ts:1: purity: queue is pure, and Date.now reads the clock\n  to do: ',
    )
    write('src/queue/order.ts', 'export const at = (now: number) => now\n')
    expect([run().status, run().stdout]).toEqual([0, 'rings and purity: 2 files, 0 problems\n'])
  } finally {
    rmSync(root, { recursive: true })
  }
})

test('a problem is one line and what to do', () => {
  const problem = { file: 'src/a.ts', line: 3, rule: 'rings', what: 'no', todo: 'yes' }
  expect(render(problem)).toBe('src/a.ts:3: rings: no\n  to do: yes')
})
