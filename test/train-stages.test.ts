import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WhyView } from '../src/engine/facade.ts'
import type { DepartureView, TrainView } from '../src/engine/facade-train.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { askOnce, People } from './people.fixture.ts'
import { until } from './processes.fixture.ts'
import { hasSshd, type Person, Sshd } from './sshd.fixture.ts'
import { type Part, System } from './system.fixture.ts'

const patience = 240_000
const system = new System()
const sshd = new Sshd()
let here: Repository
let dana: Person
let eve: Person
let people: People
let port: number

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
/** Days away, whenever this runs. */
const later = days[(new Date().getUTCDay() + 3) % 7]
const rules = (conductor: string) =>
  [
    'after: staging',
    'watch: { for: 2s }',
    'judge: { profile: fast }',
    'calendar: { time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat }',
    `train: { departs: ${later} 12:00, conductor: ${conductor} }`,
    'approvals: { delivery-manager: 1 }',
    'approvers: approvers',
  ].join('\n')

beforeAll(async () => {
  process.env['ECLUSE_AUTHORIZED_KEYS'] = sshd.keys
  await Promise.all([system.warm(), sshd.begin(system.data)])
  await system.expect(0, system.scratch, ['server'])
  const [root, first, second] = ['root', 'dana', 'eve'].map((name) => sshd.person(name))
  if (root === undefined || first === undefined || second === undefined) throw new Error('three')
  ;[dana, eve] = [first, second]
  sshd.letIn(root)
  for (const [person, role] of [
    [dana, 'read'],
    [eve, 'ship'],
  ] as const) {
    const words = ['member', 'add', person.name, '--key', person.publicKey, '--role', role]
    const { code, err } = await sshd.run(root, system.scratch, words)
    expect(`${code} ${err}`).toMatch(/^0 /)
  }
  port = await freePort()
  here = makeRepository(join(system.scratch, 'here'), port, rules('delivery-manager'))
  const file = readFileSync(join(here.folder, 'ecluse.yaml'), 'utf8')
  const staging = `  staging: { target: process, listen: 127.0.0.1:${await freePort()}, watch: { for: 1s } }`
  const [type, blob] = readFileSync(dana.publicKey, 'utf8').split(' ')
  here.write({
    'ecluse.yaml': file.replace('environments:\n', `environments:\n${staging}\n`),
    approvers: `dana ${type} ${blob} roles=delivery-manager emails=dana@example.org\n`,
  })
}, patience)
afterAll(async () => {
  await people?.stop()
  await system.end()
  await sshd.end()
}, patience)

const board = () => system.json<TrainView>(here.folder, ['train', '--environment', 'production'])
const find = (what: string, holds: (one: DepartureView) => boolean) =>
  until(what, async () => (await board()).departures.find(holds))
/** Kills them one after the other; each comes back by itself. */
const strike = async (...parts: readonly Part[]) => {
  for (const part of parts) {
    const killed = system.killPart(part)
    await system.waitFor(part, killed)
  }
}
const approve = async () => {
  await until('an approval is waited for', async () => {
    const why = await system
      .json<WhyView>(here.folder, ['why', '--environment', 'production'])
      .catch(() => null)
    return why?.open?.some(({ gate }) => gate === 'approvals') === true ? true : undefined
  })
  const words = ['approve', '--environment', 'production', '--key', dana.key]
  await system.expect(0, here.folder, words)
}

describe.skipIf(!hasSshd)('a train of production, after staging (openssh-server)', () => {
  it(
    'is ordered by whoever has the conductor’s role by the key of an ssh connection, and by nobody else',
    async () => {
      here.version('one')
      await system.expect(0, here.folder, ['ship', '--detach'])
      await approve()
      await until('it is out', async () => ((await board()).release === 1 ? true : undefined))
      people = new People(port)
      const order = ['train', '--environment', 'production', '--extra', '--why', 'the form is down']
      const refused = await sshd.run(eve, here.folder, order)
      expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('not-the-conductor')])
      here.version('two')
      const shipped = system.run(here.folder, ['ship'], patience)
      await find('it is aboard', ({ aboard }) => aboard.length > 0)
      await strike('control-plane', 'supervisor')
      await find('it is aboard still', ({ state, aboard }) => state === 'boarding' && aboard.length > 0)
      const ordered = await sshd.run(dana, here.folder, order)
      expect(`${ordered.code} ${ordered.out} ${ordered.err}`).toMatch(
        /^0 extra train .* ordered by dana: the form/,
      )
      const closed = await find(
        'it is closed',
        ({ kind, candidate }) => kind === 'extra' && candidate !== null,
      )
      await strike('control-plane', 'supervisor')
      const held = await find('it waits for its approval', ({ state }) => state === 'delayed')
      expect(held).toMatchObject({ id: closed.id, candidate: closed.candidate, aboard: [{ leads: true }] })
      await approve()
      await find('it leaves', ({ id, state }) => id === closed.id && state === 'left')
      await strike('control-plane', 'supervisor')
      expect(await shipped).toMatchObject({ code: 0, out: expect.stringContaining('goes with train') })
      expect(await askOnce(port)).toMatchObject({ version: 'two' })
    },
    patience,
  )

  it(
    'that was taken back is followed by an extra one with the fix, wherever both were killed',
    async () => {
      const file = readFileSync(join(here.folder, 'ecluse.yaml'), 'utf8')
      here.version('three', 'fails', { 'ecluse.yaml': file.replace('for: 2s', 'for: 60s') })
      const bad = system.run(here.folder, ['ship'], patience)
      await find('it is aboard', ({ aboard }) => aboard.some(({ subject }) => subject.includes('three')))
      await sshd.run(dana, here.folder, ['train', '--environment', 'production', '--extra', '--why', 'now'])
      await approve()
      await until('it leaves', async () => {
        const { departures } = await board()
        return departures.filter(({ state }) => state === 'left').length === 2 ? true : undefined
      })
      await strike('control-plane', 'supervisor')
      expect((await bad).code).toBe(3)
      expect(await askOnce(port)).toMatchObject({ version: 'two' })
      here.version('four', 'fine', { 'ecluse.yaml': file })
      const fix = system.run(here.folder, ['ship'], patience)
      await find(
        'the fix has its train',
        ({ kind, candidate }) => kind === 'after-rollback' && candidate !== null,
      )
      await strike('control-plane', 'supervisor')
      await approve()
      expect((await fix).code).toBe(0)
      expect(await askOnce(port)).toMatchObject({ version: 'four' })
      await system.expect(0, here.folder, ['verify'])
    },
    patience,
  )
})
