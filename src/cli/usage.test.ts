import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { problem } from '../api/basics.ts'
import { topics } from '../kernel/topic.ts'
import { Bench } from './run.fixture.ts'
import { verbs } from './verbs.ts'
import { width } from './wrap.ts'

const bench = new Bench()
afterAll(() => bench.close())
const errorDocument = z.strictObject({ problems: z.array(problem).min(1), exit: z.int() })
const names = Object.keys(verbs)
const firsts = new Set(names.map((name) => name.split(' ')[0]))

describe('help', () => {
  test.each(['en', 'fr'])('of the program names every command, in %s', async (language) => {
    const { code, out } = await bench.run(['--help', '--language', language])
    expect(code).toBe(0)
    for (const name of names) expect(out).toContain(`  ${name}`)
    expect(out).toContain({ en: 'Usage:', fr: 'Utilisation :' }[language])
    expect((await bench.run([])).code).toBe(0)
  })

  test.each(names.flatMap((name) => [[name, 'en'] as const, [name, 'fr'] as const]))(
    'of %s in %s has an example, the shape of its JSON, and fits',
    async (name, language) => {
      const { code, out, lines } = await bench.run([...name.split(' '), '--help', '--language', language])
      expect(code).toBe(0)
      expect(out).toMatch(new RegExp(`^ {2}ecluse ${name}`, 'm'))
      expect(out).toContain({ en: 'With --json:', fr: 'Avec --json :' }[language])
      expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(100)
    },
  )

  test('and the version', async () => {
    expect((await bench.run(['--version'])).out).toBe('1.2.3\n')
    expect((await bench.run(['help', 'ship'])).out).toContain('ecluse ship')
  })

  test('of a topic is its page, of a group its commands, of nothing an error that says where to look', async () => {
    expect((await bench.run(['help', 'rollouts'])).out).toBe('About rollouts\n\nSee this.\n')
    expect((await bench.run(['help', 'member'])).out).toContain('member remove')
    expect((await bench.run(['help', 'member', 'add'])).out).toContain('ecluse member add ')
    expect((await bench.run(['help'])).out).toContain('rollouts')
    const { code, err } = await bench.run(['help', 'rolouts'])
    expect([code, err]).toEqual([2, expect.stringContaining('did you mean ecluse help rollouts?')])
    expect(topics.filter((topic) => firsts.has(topic))).toEqual([])
  })

  test('every error names the topic that explains it, in both languages and as JSON', async () => {
    expect((await bench.run(['shp'])).err).toMatch(/\n {2}help: ecluse help commands\n$/)
    expect((await bench.run(['shp', '--language', 'fr'])).err).toMatch(/\n {2}aide : ecluse help commands\n$/)
    const { problems } = JSON.parse((await bench.run(['shp', '--json'])).err)
    expect(problems).toMatchObject([{ code: 'unknown-command', topic: 'commands' }])
  })
})

describe('bad usage is said in the language, with what was probably meant, and ends 2', () => {
  const cases: readonly (readonly [string, readonly string[], string, RegExp, RegExp])[] = [
    [
      'a misspelt command',
      ['shp'],
      'unknown-command',
      /did you mean ecluse ship\?/,
      /vouliez-vous dire ecluse ship/,
    ],
    [
      'a command that is nothing',
      ['frobnicate'],
      'unknown-command',
      /no command “frobnicate”/,
      /pas de commande/,
    ],
    ['a misspelt option', ['ship', '--detch'], 'unknown-option', /mean --detach\?/, /dire --detach/],
    ['a misspelt global option', ['status', '--jsno'], 'unknown-option', /mean --json\?/, /dire --json/],
    [
      'an option with a value',
      ['ship', '--tmeout=3s'],
      'unknown-option',
      /no option --tmeout/,
      /d’option --tmeout/,
    ],
    ['a missing value', ['logs', '--tail'], 'missing-value', /value is missing/, /la valeur manque/],
    ['too many words', ['ship', 'a', 'b'], 'too-many-arguments', /not a and b/, /et non a et b/],
    ['a word where none is taken', ['pause', 'now'], 'too-many-arguments', /no argument/, /zéro argument/],
    ['a duration without unit', ['ship', '--timeout', '90'], 'bad-duration', /90s, 5m/, /90s, 5m/],
    ['a duration of nothing', ['ship', '--timeout', '0s'], 'bad-duration', /--timeout/, /--timeout/],
    ['a release that is a word', ['why', 'last'], 'bad-number', /whole number/, /nombre entier/],
    ['a release that is negative', ['rollback', '--to', '-1'], 'bad-number', /whole number/, /nombre entier/],
    [
      'an environment with a slash',
      ['status', '--environment', '../x'],
      'bad-name',
      /--environment/,
      /--environment/,
    ],
    ['a secret as JSON', ['status', '--secret', '--json'], 'secret-is-no-json', /never/, /jamais/],
  ]
  test.each(cases)('%s', async (_, argv, code, en, fr) => {
    const english = await bench.run(argv)
    const french = await bench.run([...argv, '--language', 'fr'])
    const json = await bench.run([...argv.filter((word) => word !== '--json'), '--json'])
    expect([english.code, french.code, json.code]).toEqual([2, 2, 2])
    if (!argv.includes('--json')) {
      expect(english.err).toMatch(en)
      expect(french.err).toMatch(fr)
    }
    expect(english.out).toBe('')
    const document = errorDocument.parse(JSON.parse(json.err))
    expect(document.problems[0]).toMatchObject({ code, kind: 'usage' })
    expect(document.problems[0]?.message.en).not.toBe(document.problems[0]?.message.fr)
    expect(document.exit).toBe(2)
    expect(json.out).toBe('')
    expect(bench.exists).toBe(false)
  })

  test('a language that is none', async () => {
    const { code, err } = await bench.run(['status', '--language', 'de'])
    expect(code).toBe(2)
    expect(err).toContain('bad-language')
  })
})

describe('where nothing exists yet', () => {
  test.each([
    ['an empty folder', {}, 'ecluse init'],
    ['a folder with ecluse.yaml', { 'ecluse.yaml': 'application: hello\n' }, 'ecluse ship'],
  ])('status in %s says what to do first and makes nothing', async (_, files, next) => {
    const folder = join(bench.root, next.replace(' ', '-'))
    mkdirSync(folder, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { code, out } = await bench.run(['status'], { folder })
    expect(code).toBe(0)
    expect(out).toContain(next)
    expect((await bench.run(['status', '--language', 'fr'], { folder })).out).toContain('ensuite : ')
    expect(JSON.parse((await bench.run(['status', '--json'], { folder })).out)).toEqual({ applications: [] })
    expect(bench.exists).toBe(false)
  })

  test.each(['why', 'history', 'logs', 'verify'])('%s ends 1, says so, and makes nothing', async (name) => {
    const { code, err } = await bench.run([name])
    expect(code).toBe(1)
    expect(err).toMatch(/nothing-yet.*\n.*ecluse ship/)
    expect(bench.exists).toBe(false)
  })
})

describe('on another platform', () => {
  test.each(names)('%s says what works there, or works', async (name) => {
    const other = new Bench()
    other.platform = 'darwin'
    try {
      const { err } = await other.run(name.split(' '))
      if (
        [
          'help',
          'init',
          'check',
          'notes',
          'verify',
          'config schema',
          'config example',
          'manifest show',
          'manifest diff',
          'manifest export',
          'manifest schema',
          'version',
          'setup',
          'upgrade',
        ].includes(name)
      )
        expect(err).not.toContain('not-on-this-platform')
      else expect(err).toMatch(/not-on-this-platform.*darwin.*ecluse check/s)
      expect(other.exists).toBe(false)
    } finally {
      await other.close()
    }
  })
})

describe('check', () => {
  const folder = join(bench.root, 'checked')
  const write = (text: string) => {
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true })
    writeFileSync(join(folder, 'ecluse.yaml'), text)
  }
  test('a valid file, found from a folder below', async () => {
    write(
      'application: hello\ncomponents:\n  web: { build: { context: . } }\nenvironments:\n  production: { target: process, listen: 127.0.0.1:8080 }\n',
    )
    const { code, out } = await bench.run(['check'], { folder: join(folder, 'deep', 'er') })
    expect(out).toContain('../../ecluse.yaml is valid: hello, web')
    expect(code).toBe(0)
    const json = JSON.parse((await bench.run(['check', '--json'], { folder })).out) as Record<string, unknown>
    expect(json).toMatchObject({
      valid: true,
      file: 'ecluse.yaml',
      problems: [],
      config: { application: 'hello' },
    })
  })
  test('lists what of the policy is set and what is not: a first release is ruled by its own', async () => {
    write(
      [
        'application: hello',
        'components:',
        '  web: { tests: { unit: { run: [npm, test] } } }',
        'environments:',
        '  staging: { listen: 127.0.0.1:8081 }',
        '  production:',
        '    after: staging',
        '    listen: 127.0.0.1:8080',
        '    calendar: { time-zone: America/Toronto }',
        '    train: { departs: [Mon-Thu 10:00, "Mon,Wed 14:00"] }',
        '    keep-releases: 3',
        '    approvals: { product-manager: 2, not-the-author: false }',
        '    approvers: people',
        '',
      ].join('\n'),
    )
    const key = (letter: string) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`
    writeFileSync(
      join(folder, 'people'),
      `pam ${key('F')} roles=product-manager\nann ${key('G')} roles=product-manager\n`,
    )
    const folded = (text: string) => text.replace(/\s+/g, ' ')
    const en = folded((await bench.run(['check'], { folder })).out)
    expect(en).toContain(
      'policy set: tests (1) and keep-releases (5) not set: after, calendar, checklist, approvals, approvers, train, audit and notify',
    )
    expect(en).toContain(
      'policy set: after (staging), calendar (America/Toronto), approvals (2 product-manager), approvers (people), train (Mon-Thu 10:00, Mon,Wed 14:00), tests (1) and keep-releases (3) not set: checklist, audit and notify',
    )
    const fr = folded((await bench.run(['check', '--language', 'fr'], { folder })).out)
    expect(fr).toContain('non fixé : checklist')
  })
  test('a wrong one: every problem with its place, code 2, no file touched', async () => {
    write('application: hello\ncomponents:\n  web: { biuld: { context: . } }\n')
    const { code, err } = await bench.run(['check'], { folder })
    expect(code).toBe(2)
    expect(err).toMatch(/^ecluse\.yaml:3:\d+: unknown-key/m)
    const json = await bench.run(['check', '--json'], { folder })
    expect(json.code).toBe(2)
    expect((JSON.parse(json.out) as { valid: boolean }).valid).toBe(false)
  })
  test('a broken ecluse.lock beside it is named, too', async () => {
    write('application: hello\ncomponents:\n  web: { build: { context: . } }\nenvironments: {}\n')
    writeFileSync(join(folder, 'ecluse.lock'), '{"format": 99}')
    const { code, err } = await bench.run(['check'], { folder })
    expect(code).toBe(2)
    expect(err).toMatch(/^ecluse\.lock:1:\d+: newer-lock/m)
    expect(err).toMatch(/^ecluse\.yaml:4:/m)
  })
  test('a file that is not there, and one that is no text', async () => {
    writeFileSync(join(folder, 'bytes'), Buffer.from([0xff, 0xfe, 0x00]))
    expect((await bench.run(['check', 'nope.yaml'], { folder })).err).toMatch(/^nope\.yaml: cannot-read/)
    expect((await bench.run(['check', 'bytes'], { folder })).err).toMatch(/^bytes:1:1: not-text/)
  })
  test('no file', async () => {
    const { code, err } = await bench.run(['check'])
    expect([code, err]).toEqual([2, expect.stringMatching(/no-config.*\n.*ecluse init/)])
  })
})
