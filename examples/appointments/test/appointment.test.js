import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAppointment } from '../src/appointment.js'

const good = { id: 'abcdefgh', name: ' Ada ', office: 'Ottawa', at: '2026-12-01T15:00:00Z' }

test('an appointment is read', () => {
  assert.deepEqual(readAppointment(JSON.stringify(good)), {
    ...good,
    name: 'Ada',
    at: '2026-12-01T15:00:00.000Z',
  })
})

for (const [field, value] of [
  ['id', 'x'],
  ['name', ''],
  ['office', 'Atlantis'],
  ['at', 'soon'],
]) {
  test(`a wrong ${field} is refused by name`, () => {
    assert.throws(
      () => readAppointment(JSON.stringify({ ...good, [field]: value })),
      new RegExp(`^Error: ${field}`),
    )
  })
}
