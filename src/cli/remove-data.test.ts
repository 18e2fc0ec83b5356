import { expect, it } from 'vitest'
import { dataOfRemoval } from './remove-data.ts'

it.each([
  ['remove benefits --data', 'remove benefits --with-data'],
  ['remove --data --json benefits', 'remove --with-data --json benefits'],
  ['--server ssh://e@h remove benefits --data', '--server ssh://e@h remove benefits --with-data'],
  ['remove benefits --data --data /var/lib/ecluse', 'remove benefits --with-data --data /var/lib/ecluse'],
  ['--data /var/lib/ecluse remove benefits', '--data /var/lib/ecluse remove benefits'],
  ['remove benefits --data /var/lib/ecluse', 'remove benefits --data /var/lib/ecluse'],
  ['remove --data benefits', 'remove --data benefits'],
  ['logs remove --data', 'logs remove --data'],
  ['run remove --data', 'run remove --data'],
  ['status --data', 'status --data'],
])('%s', (given, expected) => {
  expect(dataOfRemoval(given.split(' ')).join(' ')).toBe(expected)
})
