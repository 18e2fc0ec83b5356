import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChecklistView } from '../src/engine/facade-checklist.ts'
import type { TrainView } from '../src/engine/facade-train.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const patience = 180_000
const system = new System()
let here: Repository
let key: string

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
/** Days away, whenever this runs. */
const later = days[(new Date().getUTCDay() + 3) % 7]
const rules = [
  'watch: { for: 1s }',
  'calendar: { time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat }',
  `train: { departs: ${later} 12:00, conductor: delivery-manager }`,
  'checklist: release-checklist.yaml',
  'approvers: approvers',
].join('\n')
const checklist = `items:
  smoke:
    title: { en: It can run, fr: Elle peut tourner }
    owner: delivery-manager
    kind: evidence
    evidence: { command: [node, -e, "console.log('smoke'); process.exit(0)"], component: web }
  green-light: { title: { en: Green light, fr: Feu vert }, owner: delivery-manager, kind: person }
`

beforeAll(async () => {
  await system.warm()
  here = makeRepository(join(system.scratch, 'here'), await freePort(), rules)
  key = join(system.scratch, 'key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  const [type, blob] = readFileSync(`${key}.pub`, 'utf8').split(' ')
  const approvers = `dana ${type} ${blob} roles=delivery-manager emails=dana@example.org\n`
  here.write({ 'release-checklist.yaml': checklist, approvers })
}, patience)
afterAll(() => system.end(), patience)

const list = () => system.json<ChecklistView>(here.folder, ['checklist'])
const board = () => system.json<TrainView>(here.folder, ['train'])
const signed = async () => {
  await until('the green light is waited for', async () => {
    const { items } = await list()
    const state = (name: string) => items.find((one) => one.name === name)?.state
    return state('green-light') === 'open' && state('smoke') === 'done' ? true : undefined
  })
  await system.expect(0, here.folder, ['sign-off', 'green-light', '--key', key, '--note', 'go'])
}

describe('a checklist and a train, on real processes', () => {
  it(
    'the first release goes when its command ran in the image and a person signed',
    async () => {
      here.version('one')
      await system.expect(0, here.folder, ['ship', '--detach'])
      await signed()
      await until('it is out', async () => ((await board()).release === 1 ? true : undefined))
    },
    patience,
  )

  it(
    'the next one boards, and leaves with an extra train',
    async () => {
      here.version('two')
      const shipped = system.run(here.folder, ['ship', '--label', 'security'], patience)
      const aboard = await until('it is aboard', async () => {
        const { departures } = await board()
        return departures.find((one) => one.aboard.length > 0)
      })
      expect(aboard).toMatchObject({ state: 'boarding', aboard: [{ number: 2, leads: true }] })
      const ordered = await system.expect(0, here.folder, ['train', '--extra', '--why', 'the form is down'])
      expect(ordered).toContain('the form is down')
      await signed()
      const { code, out } = await shipped
      expect([code, out.includes('goes with train')]).toEqual([0, true])
      const { release, departures } = await board()
      expect(release).toBe(2)
      expect(departures.find(({ kind }) => kind === 'extra')).toMatchObject({
        state: 'left',
        candidate: { release: 2 },
      })
    },
    patience,
  )
})
