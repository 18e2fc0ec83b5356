import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Facts, probe, readFacts } from './facts.ts'
import { places } from './places.ts'
import { firstAdmins, namesOf, planSetup, problemsOf, scriptOf, type Wanted } from './plan.ts'
import { planUpgrade, upgradeProblemsOf } from './plan-upgrade.ts'
import { after, bare, key, wanted } from './server.fixture.ts'

/** The plan done step by step, asking again after each, as `setUp` would if it were interrupted everywhere. */
const performed = (
  facts: Facts,
  most = 100,
): { readonly facts: Facts; readonly names: readonly string[] } => {
  const [first] = planSetup(facts, wanted)
  if (first === undefined || most === 0) return { facts, names: [] }
  const next = performed(after(facts, first), most - 1)
  return { facts: next.facts, names: [first.name, ...next.names] }
}
const prepared = performed(bare).facts
const names = (facts: Facts): readonly string[] => namesOf(planSetup(facts, wanted)).map(({ name }) => name)

it.each<[string, Partial<Facts>, Partial<Wanted>, readonly string[]]>([
  ['a bare Debian', {}, {}, []],
  ['a server of ARM', { machine: 'aarch64' }, { platform: 'linux-arm64' }, []],
  ['not root', { user: 1000 }, {}, ['not-root']],
  ['another system', { debian: false, system: 'fedora 40' }, {}, ['not-debian']],
  ['no systemd', { init: 'init' }, {}, ['no-systemd']],
  ['a machine without a pinned Node', { machine: 'riscv64' }, {}, ['unknown-platform']],
  [
    'tools that nobody can install',
    { tools: bare.tools.filter((one) => one !== 'perl') },
    {},
    ['tools-missing'],
  ],
  [
    'tools that apt-get installs',
    { tools: bare.tools.filter((one) => one !== 'git' && one !== 'nft') },
    {},
    [],
  ],
  ['musl', { glibc: null }, {}, ['libc-too-old']],
  ['an old C library', { glibc: '2.27' }, {}, ['libc-too-old']],
  ['the oldest that does', { glibc: '2.28' }, {}, []],
  ['too little room', { free: 400_000_000 }, {}, ['disk-full']],
  ['little room, with the version there', { free: 1, versions: [wanted.id] }, {}, []],
  ['a port of another', { listening: [22, 80, 443] }, {}, ['port-taken', 'port-taken']],
  ['a port of another, others wanted', { listening: [80] }, { ports: [8080] }, []],
  ['our own sockets on it', { listening: [80, 443], active: ['ecluse.socket'] }, {}, []],
  [
    'everything at once',
    {
      user: 5,
      init: 'bash',
      debian: false,
      machine: 'm68k',
      glibc: null,
      free: 0,
      tools: [],
      listening: [80],
    },
    {},
    [
      ...['not-root', 'not-debian', 'no-systemd', 'unknown-platform'],
      ...['tools-missing', 'libc-too-old', 'disk-full', 'port-taken'],
    ],
  ],
])('%s', (_, facts, change, expected) => {
  const problems = problemsOf({ ...bare, ...facts }, { ...wanted, ...change })
  expect(problems.map(({ code }) => code)).toEqual(expected)
  for (const { message, todo } of problems) {
    expect(message.en).not.toBe(message.fr)
    expect(todo?.fr).toBeTruthy()
  }
})

it('a bare server is prepared in this order, and a prepared one has nothing to do', () => {
  const order = ['account', 'users', 'list', 'install', 'current', 'command', 'units', 'start', 'keys']
  expect(names(bare)).toEqual(order)
  expect(names({ ...bare, tools: bare.tools.filter((one) => one !== 'git') })).toEqual(['tools', ...order])
  expect(names(prepared)).toEqual([])
  expect(names({ ...prepared, current: '0.9.0-old' })).toEqual([])
})

it('an earlier setup that was interrupted anywhere goes on with what is left', () => {
  fc.assert(
    fc.property(fc.nat(20), (steps) => {
      const { facts, names: done } = performed(bare, steps)
      const rest = performed(facts)
      expect([...done, ...rest.names]).toEqual(performed(bare).names)
      expect(names(rest.facts)).toEqual([])
    }),
  )
})

it('what was spoilt on a prepared server is mended alone', () => {
  const without = (path: string) => ({ ...prepared, files: { ...prepared.files, [path]: 'other' } })
  expect(names(without(places.users))).toEqual(['list'])
  expect(names(without(places.command))).toEqual(['command'])
  expect(names(without(places.service))).toEqual(['units'])
  expect(names({ ...prepared, active: ['ecluse.socket'] })).toEqual(['start'])
  expect(names({ ...prepared, groups: [] })).toEqual(['users'])
  // Units of another version are that version's: they change over with it.
  expect(names({ ...without(places.service), current: '0.9.0-old' })).toEqual([])
})

it.each([
  ['named by its comment', key, '', ['ada']],
  ['without a comment', key.split(' ').slice(0, 2).join(' '), '', ['admin-1']],
  ['twice the same key', `${key}\n${key}`, '', ['ada']],
  ['known already', key, `command="ecluse connect --member ada" ${key}`, []],
  ['a comment that no name can be', key.replace('ada@laptop', '$(reboot)@x'), '', ['reboot']],
  ['none', '', '', []],
  ['what is no key', '# nothing\nno key at all', '', []],
])('keys of root become admins: %s', (_, rootKeys, ownKeys, expected) => {
  const admins = firstAdmins({ ...bare, rootKeys, ownKeys })
  expect(admins.map(({ name }) => name)).toEqual(expected)
  for (const { line } of admins)
    expect(line).toMatch(/^restrict,command="ecluse connect --member \S+ .*--role admin/)
})

it('every word of a step reaches the shell as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0'))), (words) => {
      const script = scriptOf({
        name: 'x',
        says: { en: '', fr: '' },
        commands: [['printf', '%s\\0', ...words]],
      })
      const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
      expect(stdout.split('\0').slice(0, -1)).toEqual(words.length === 0 ? [''] : words)
    }),
    { numRuns: 40 },
  )
})

it('the probe runs in a POSIX shell, changes nothing and says everything; cut short it is no answer', () => {
  const { stdout, stderr } = spawnSync('sh', ['-c', probe], { encoding: 'utf8' })
  const facts = readFacts(stdout)
  expect(stderr).toBe('')
  expect(facts).toMatchObject({ user: process.getuid?.(), machine: expect.stringMatching(/./) })
  expect(Math.abs((facts?.clock ?? 0) - Date.now())).toBeLessThan(120_000)
  expect(facts?.free).toBeGreaterThan(0)
  expect(readFacts(stdout.slice(0, stdout.lastIndexOf('end')))).toBeNull()
  expect(readFacts('')).toBeNull()
})

it.each<[string, Partial<Facts>, readonly string[]]>([
  ['the same version', {}, []],
  ['another version', { current: '0.9.0-old' }, ['install', 'files', 'change']],
  ['another version that lies there', { current: '0.9.0-old', versions: [wanted.id] }, ['files', 'change']],
  ['one that an upgrade did not get away from', { changing: '0.9.0-old' }, ['unfinished', 'files', 'change']],
  ['a way back that ended without taking its mark away', { changing: wanted.id }, []],
  [
    'users that came with a later version',
    { current: '0.9.0-old', accounts: [], groups: [] },
    ['account', 'users', 'list', 'install', 'files', 'change'],
  ],
])('an upgrade of %s', (_, facts, expected) => {
  const server = { ...prepared, versions: expected.includes('install') ? [] : [wanted.id], ...facts }
  const { before, change } = planUpgrade(server, wanted)
  expect(namesOf([...before, ...(change === null ? [] : [change])]).map(({ name }) => name)).toEqual(expected)
  expect(upgradeProblemsOf(server, wanted)).toEqual([])
})

it('an upgrade is refused where nothing of ours is, and for the same reasons as setup', () => {
  expect(upgradeProblemsOf(bare, wanted).map(({ code }) => code)).toEqual(['not-prepared'])
  expect(upgradeProblemsOf({ ...prepared, user: 7 }, wanted).map(({ code }) => code)).toEqual(['not-root'])
})
