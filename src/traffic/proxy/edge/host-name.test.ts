import { expect, it } from 'vitest'
import { hostName } from './hosts.ts'

it.each([
  ['shop.example', 'shop.example'],
  ['Shop.EXAMPLE', 'shop.example'],
  ['shop.example.', 'shop.example'],
  ['Shop.Example.:8080', 'shop.example'],
  ['shop.example:', 'shop.example'],
  ['xn--t-9fab.ca:443', 'xn--t-9fab.ca'],
  ['127.0.0.1:80', '127.0.0.1'],
  ['[::1]', '[::1]'],
  ['[FD00::1]:8080', '[fd00::1]'],
  ['', ''],
])('a Host of “%s” is for “%s”', (field, name) => expect(hostName(field)).toBe(name))
