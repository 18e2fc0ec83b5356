import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unpack } from '../src/audit/zip.ts'
import type { WhyView } from '../src/engine/facade.ts'
import type { FreezesView, StatementTaken } from '../src/engine/facade-policy.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const patience = 180_000
const system = new System()
let here: Repository
const keys = (name: string) => join(system.scratch, name)
const lineOf = (name: string, roles: string) => {
  const [type, blob] = readFileSync(`${keys(name)}.pub`, 'utf8').split(' ')
  return `${name} ${type} ${blob} roles=${roles} emails=${name}@example.org\n`
}

beforeAll(async () => {
  await system.warm()
  const rules = [
    'watch: { for: 1s }',
    'approvals: { product-manager: 1, delivery-manager: 1 }',
    'approvers: approvers',
  ].join('\n')
  here = makeRepository(join(system.scratch, 'here'), await freePort(), rules)
  for (const name of ['pam', 'dan', 'eve'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keys(name)])
  here.write({ approvers: lineOf('pam', 'product-manager') + lineOf('dan', 'delivery-manager') })
}, patience)
afterAll(() => system.end(), patience)

const why = () => system.json<WhyView>(here.folder, ['why'])
const open = async (count: number) =>
  until('that many people are waited for', async () => {
    const view = await why().catch(() => null)
    return view?.open?.filter(({ gate }) => gate === 'approvals').length === count ? view : undefined
  })
const approve = (name: string, ...more: readonly string[]) =>
  system.expect(0, here.folder, ['approve', '--key', keys(name), ...more])

describe('approvals and freezes, on real processes', () => {
  it(
    'two people over one account are two; an auditor checks the evidence with the stock tool',
    async () => {
      here.version('one')
      await system.expect(0, here.folder, ['ship', '--detach'])
      const first = await open(2)
      expect(first.earliest).not.toBeNull()
      const refused = await system.run(here.folder, ['approve', '--key', keys('eve')], patience)
      expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('approvers in force')])
      const said = await system.json<StatementTaken & { statement: string; signature: string }>(here.folder, [
        'approve',
        '--key',
        keys('pam'),
        '--note',
        'read it',
      ])
      await open(1)
      writeFileSync(keys('signature'), said.signature)
      const file = ['-f', join(here.folder, 'approvers'), '-s', keys('signature')]
      execFileSync('ssh-keygen', ['-Y', 'verify', '-n', 'ecluse', '-I', 'pam', ...file], {
        input: said.statement,
      })
      await approve('pam')
      await open(1)
      await approve('dan')
      await until('it is out', async () => ((await why()).outcome === 'done' ? true : undefined))
    },
    patience,
  )

  it(
    'a freeze holds what comes, and it starts by itself when it is thawed',
    async () => {
      const frozen = await system.json<FreezesView>(here.folder, ['freeze', '--why', 'an election'])
      expect(frozen.freezes).toHaveLength(1)
      here.version('two')
      const shipped = system.run(here.folder, ['ship'], patience)
      await until('it is held', async () =>
        (await why()).open?.some(({ text }) => text.en.includes('an election')) === true ? true : undefined,
      )
      await approve('pam')
      await approve('dan')
      await system.expect(0, here.folder, ['thaw'])
      expect((await shipped).code).toBe(0)
    },
    patience,
  )

  it(
    'an override is signed, goes past the freeze that is there, and stands with the release in every telling',
    async () => {
      await system.expect(0, here.folder, ['freeze', '--why', 'an audit', '--except', 'hotfix'])
      const words = (text: string) => text.replace(/\s+/g, ' ')
      const frozen = words(await system.expect(0, here.folder, ['status']))
      expect(frozen).toContain(
        'frozen this application, until somebody thaws it, but for the label hotfix, by',
      )
      here.version('three')
      await system.expect(0, here.folder, ['ship', '--detach'])
      await open(2)
      const override = ['override', 'calendar', '--why', 'the login is broken']
      const refused = await system.run(here.folder, [...override, '--key', keys('eve')], patience)
      expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('may sign overrides here')])
      await system.expect(0, here.folder, [...override, '--key', keys('pam')])
      await approve('pam')
      await approve('dan')
      await until('it is out', async () => ((await why()).outcome === 'done' ? true : undefined))
      const said = 'calendar overridden by pam: the login is broken'
      expect(words(await system.expect(0, here.folder, ['why']))).toContain(said)
      expect(words(await system.expect(0, here.folder, ['status']))).toMatch(
        /overridden release 3: calendar, by \S+, .*: the login is broken/,
      )
      expect(await system.expect(0, here.folder, ['history'])).toContain('the login is broken')
      expect(words(await system.expect(0, here.folder, ['notes', '--to', '3', '--language', 'fr']))).toMatch(
        /RÈGLES - production : calendar : outrepassé par \S+ : the login is broken/,
      )
      const archive = join(system.scratch, 'audit.zip')
      await system.expect(0, here.folder, ['audit', '3', '--out', archive])
      await system.expect(0, here.folder, ['verify', archive])
      const folder = 'releases/000003/statements'
      const files = unpack(readFileSync(archive))
      const [path] = [...files.keys()].filter((name) => name.endsWith('override-calendar.json'))
      writeFileSync(keys('signers'), files.get(`${folder}/signers`) ?? '')
      writeFileSync(keys('override.sig'), files.get(`${path}.sig`) ?? '')
      const file = ['-f', keys('signers'), '-s', keys('override.sig')]
      execFileSync('ssh-keygen', ['-Y', 'verify', '-n', 'ecluse', '-I', 'pam', ...file], {
        input: files.get(path ?? ''),
      })
      await system.expect(0, here.folder, ['thaw'])
    },
    patience,
  )

  it(
    'a floor that cannot be read lets nothing start',
    async () => {
      const policy = join(system.scratch, 'policy.yaml')
      writeFileSync(policy, 'environments: { "*": { keep-releases: 3 } }\n')
      await system.expect(0, here.folder, ['server', '--policy', policy])
      writeFileSync(policy, 'environments: { "*": { colour: red } }\n')
      const bad = await system.run(here.folder, ['server', '--policy', policy], patience)
      expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('policy.yaml:1:')])
      await system.expect(0, here.folder, ['stop'])
      await system.expect(0, here.folder, ['server'])
      here.version('four')
      await system.expect(0, here.folder, ['ship', '--detach'])
      await until('nothing starts', async () =>
        (await why()).open?.some(({ code }) => code === 'floor-unreadable') === true ? true : undefined,
      )
    },
    patience,
  )
})
