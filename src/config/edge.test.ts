import { describe, expect, it } from 'vitest'
import { routesAt } from './edge.ts'
import { base, problemsOf, read, withEnvironment } from './read.fixture.ts'
import { parseHost, parseNetwork, parseSize } from './scalars-edge.ts'

const edgeOf = (lines: string, routes = '') => read(withEnvironment(lines) + routes).environments[0]?.edge
const codes = (text: string) => problemsOf(text).map(({ code }) => code)
const twoHosts =
  'routes:\n  - { host: www.example.ca, path: /, component: web }\n  - { host: api.example.ca, path: /, component: web }\n'
const withListen = (lines: string) => withEnvironment(lines).replace('127.0.0.1:8080', '0.0.0.0:443')

describe('an edge', () => {
  it('has TLS from files, and leads to it from port 80 where it has 443', () => {
    const tls = 'tls: { certificate: /etc/a.pem, key: /etc/a.key }'
    expect(read(withListen(tls)).environments[0]?.edge).toMatchObject({
      tls: { kind: 'files', pairs: [{ certificate: '/etc/a.pem', key: '/etc/a.key' }] },
      redirect: '0.0.0.0:80',
    })
    expect(edgeOf(tls)?.redirect).toBeNull()
    const two = edgeOf(
      'tls: { certificate: [/a.pem, /b.pem], key: [/a.key, /b.key], redirect: 127.0.0.1:8081 }',
    )
    expect(two?.tls).toMatchObject({ pairs: [{ key: '/a.key' }, { certificate: '/b.pem', key: '/b.key' }] })
    expect(two?.redirect).toBe('127.0.0.1:8081')
  })

  it('has TLS from an ACME server', () => {
    expect(read(withListen('hosts: [WWW.example.ca.]\ntls: acme')).environments[0]?.edge).toMatchObject({
      hosts: ['www.example.ca'],
      tls: { kind: 'acme', directory: 'https://acme-v02.api.letsencrypt.org/directory', contact: null },
    })
    const own = '{ acme: { contact: a@b.ca, directory: https://ca.example.ca/acme, root: /etc/ca.pem } }'
    expect(read(withListen(`hosts: [a.ca]\ntls: ${own}`)).environments[0]?.edge?.tls).toEqual({
      kind: 'acme',
      contact: 'a@b.ca',
      directory: 'https://ca.example.ca/acme',
      root: '/etc/ca.pem',
    })
  })

  it('has limits, trusted proxies, a log and a shared cohort', () => {
    const lines =
      'limits: { body: 10MB, per-client: 50, patience: 20s }\ntrusted-proxies: [10.0.0.0/8, "fd00::/8"]\naccess-log: off\ncohort: { domain: example.ca }\nhosts: [www.example.ca]'
    expect(edgeOf(lines)).toMatchObject({
      limits: { body: 10_485_760, head: 32_768, perClient: 50, patience: 20_000 },
      trustedProxies: ['10.0.0.0/8', 'fd00::/8'],
      accessLog: false,
      cohortDomain: 'example.ca',
    })
    expect(edgeOf('limits: { body: none }')?.limits.body).toBeNull()
  })

  it('gives each environment hosts of its own', () => {
    const routes = [
      { path: '/', component: 'web', host: 'www.example.ca' },
      { path: '/x', component: 'api' },
    ]
    expect(routesAt(routes, { 'www.example.ca': 'staging.example.ca' })[0]?.host).toBe('staging.example.ca')
    expect(routesAt(routes, ['a.ca', 'b.ca']).map(({ host }) => host)).toEqual([
      'www.example.ca',
      'a.ca',
      'b.ca',
    ])
  })
})

describe('an edge is refused', () => {
  it.each([
    ['tls-unclear', 'tls: { certificate: /a.pem }'],
    ['tls-unclear', 'tls: { certificate: [/a.pem, /b.pem], key: /a.key }'],
    ['tls-unclear', 'tls: { certificate: /a.pem, key: /a.key, acme: {} }'],
    ['tls-unclear', 'tls: { redirect: 0.0.0.0:80 }'],
    ['acme-needs-hosts', 'tls: { acme: {}, redirect: 0.0.0.0:80 }'],
    ['acme-needs-plain-address', 'hosts: [a.ca]\ntls: acme'],
    ['redirect-is-listen', 'tls: { certificate: /a, key: /b, redirect: 127.0.0.1:8080 }'],
    ['listen-reserved', 'tls: { certificate: /a, key: /b, redirect: 127.0.0.1:20080 }'],
    ['bad-path', 'tls: { certificate: a.pem, key: /a.key }'],
    ['unknown-value', 'tls: on'],
    ['bad-host', 'hosts: ["*.example.ca"]'],
    ['bad-host', 'hosts: [été.ca]'],
    ['bad-host', 'hosts: [127.0.0.1]'],
    ['unknown-host', 'hosts: { www.example.ca: a.ca }'],
    ['bad-size', 'limits: { body: 10 MO }'],
    ['bad-size', 'limits: { head: 64KB }'],
    ['bad-network', 'trusted-proxies: [10.0.0.0/33]'],
    ['bad-network', 'trusted-proxies: [proxy.example.ca]'],
    ['cohort-domain', 'cohort: { domain: ca }\nhosts: [a.ca]'],
    ['cohort-domain', 'cohort: { domain: example.ca }\nhosts: [example.com]'],
    ['cohort-domain', 'cohort: { domain: example.ca }'],
    ['unknown-value', 'access-log: no'],
  ])('%s: %s', (code, lines) => {
    expect(codes(withEnvironment(lines))).toContain(code)
    for (const problem of problemsOf(withEnvironment(lines))) {
      expect(problem.place?.line).toBeGreaterThan(0)
      expect(problem.expected?.fr).toBeTruthy()
    }
  })

  it('whose routes would mix releases', () => {
    expect(codes(withEnvironment('strategy: canary') + twoHosts)).toEqual(['mixes-releases'])
    expect(codes(withEnvironment('watch: { holdback: 2% }') + twoHosts)).toEqual(['mixes-releases'])
    for (const lines of [
      'strategy: blue-green',
      'strategy: canary\ncohort: { domain: example.ca }',
      'strategy: canary\ncohort: { header: x-user }',
    ]) {
      expect(read(withEnvironment(lines) + twoHosts).routes.length).toBe(2)
    }
  })

  it('that has a host list for routes which name theirs', () => {
    expect(codes(withEnvironment('hosts: [a.ca]') + twoHosts)).toEqual(['hosts-unused'])
  })

  it('where two environments have one address and one host', () => {
    const two = (first: string, second: string) =>
      `${base}  staging: { target: process, listen: 127.0.0.1:8080${second} }\n`.replace(
        'listen: 127.0.0.1:8080 }',
        `listen: 127.0.0.1:8080${first} }`,
      )
    expect(read(two(', hosts: [a.ca]', ', hosts: [b.ca]')).environments.length).toBe(2)
    expect(read(two('', ', hosts: [b.ca]')).environments.length).toBe(2)
    expect(codes(two(', hosts: [a.ca]', ', hosts: [a.ca]'))).toEqual(['listen-twice'])
    expect(codes(two('', ''))).toEqual(['listen-twice'])
    const tls = ', hosts: [b.ca], tls: { certificate: /a, key: /b }'
    expect(codes(two(', hosts: [a.ca]', tls))).toEqual(['listen-twice'])
  })
})

describe('single values', () => {
  it.each([
    ['WWW.Example.CA.', 'www.example.ca'],
    ['localhost', 'localhost'],
    ['a_b.ca', undefined],
    ['-a.ca', undefined],
    ['a..ca', undefined],
    [`${'a'.repeat(64)}.ca`, undefined],
  ])('host %s', (words, host) => expect(parseHost(words)).toBe(host))
  it.each([
    ['1KB', 1_024],
    ['1.5 mb', 1_572_864],
    ['0B', undefined],
    ['10', undefined],
  ])('size %s', (words, bytes) => expect(parseSize(words)).toBe(bytes))
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['fd00::/8', 'fd00::/8'],
    ['10.0.0.0/8/8', undefined],
    ['::1/129', undefined],
  ])('network %s', (words, network) => expect(parseNetwork(words)).toBe(network))
})
