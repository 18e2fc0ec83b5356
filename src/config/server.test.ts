import { describe, expect, test } from 'vitest'
import { readConfig } from './read.ts'

const file = (line: string): string => `application: shop
${line}
components: { web: {} }
environments: { production: { target: process, listen: "127.0.0.1:8080" } }
`

describe('server', () => {
  test.each([
    'ssh://ecluse@example.ca',
    'ssh://box',
    'ssh://a.b-c@10.0.0.1:2222',
    'ssh://u@[2001:db8::1]:22',
  ])('%s is taken', (server) => {
    expect(readConfig({ file: 'f', text: file(`server: ${server}`) }).server).toBe(server)
  })
  test.each([
    'https://x',
    'ssh://-oProxyCommand=x',
    'ssh://-l@x',
    'ssh://a b',
    'ecluse@box',
    'ssh://u:secret@x',
    'ssh://x/path',
  ])('%s is refused with its place', (server) => {
    expect(() => readConfig({ file: 'f', text: file(`server: "${server}"`) })).toThrow(/bad-server/)
  })
  test('without it there is none', () => {
    expect(readConfig({ file: 'f', text: file('') })).not.toHaveProperty('server')
  })
})
