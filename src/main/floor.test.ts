import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openFolder } from '../folder/open.ts'
import { floorAt, recordFloor } from './floor.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-floor-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
chmodSync(root, 0o755)
const folder = openFolder(join(root, 'data'))
const place = join(root, 'etc')
mkdirSync(place)
const file = join(place, 'policy.yaml')

const give = (text: string, mode = 0o644) => {
  writeFileSync(file, text)
  chmodSync(file, mode)
}

describe('the server’s policy file', () => {
  it('is read again at each start, from where it was recorded, with what it names', async () => {
    expect(floorAt(folder)).toEqual({})
    writeFileSync(join(place, 'days.ics'), 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n')
    give('environments: { "*": { calendar: { time-zone: UTC, holidays: [days.ics] } } }')
    await recordFloor(folder, 'policy.yaml', place)
    expect(floorAt(folder).floor).toMatchObject({ file, files: { 'days.ics': expect.any(String) } })
    expect(statSync(join(folder.root, 'policy.json')).mode & 0o777).toBe(0o644)
    give('environments: { "*": { calendar: { time-zone: Nowhere } } }')
    expect(floorAt(folder).floor).toEqual({ file, text: null, files: {} })
    rmSync(file)
    expect(floorAt(folder).floor).toMatchObject({ text: null })
    writeFileSync(join(folder.root, 'policy.json'), 'torn')
    expect(floorAt(folder).floor).toMatchObject({ file: join(folder.root, 'policy.json'), text: null })
    await recordFloor(folder, null, place)
    expect(floorAt(folder)).toEqual({})
  })

  it('is refused where it is broken, and nothing is recorded', async () => {
    give('environments: { production: { colour: red } }')
    await expect(recordFloor(folder, file, place)).rejects.toThrow(/unknown-key/)
    await expect(recordFloor(folder, join(place, 'none'), place)).rejects.toThrow(/policy-not-read/)
    expect(floorAt(folder)).toEqual({})
  })

  it.skipIf(process.getuid?.() !== 0)(
    'is refused where the user of the control plane could not read it',
    async () => {
      writeFileSync(join(folder.root, 'control.db'), '')
      chownSync(join(folder.root, 'control.db'), 12_345, 12_345)
      give('environments: { "*": { keep-releases: 3 } }', 0o600)
      await expect(recordFloor(folder, file, place)).rejects.toThrow(/policy-not-read.*12345/)
      give('environments: { "*": { keep-releases: 3 } }', 0o640)
      chownSync(file, 0, 12_345)
      chmodSync(place, 0o700)
      await expect(recordFloor(folder, file, place)).rejects.toThrow(/policy-not-read/)
      chmodSync(place, 0o711)
      await recordFloor(folder, file, place)
      expect(floorAt(folder).floor?.file).toBe(file)
    },
  )
})
