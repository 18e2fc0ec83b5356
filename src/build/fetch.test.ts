import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createFetcher } from './fetch.ts'
import type { PackageNode } from './graph.ts'
import { learn } from './limits.ts'
import { credentialFor, parseNpmrc, readNpmConfig, registryOf } from './npm-config.ts'
import { parseIntegrity, sriOf } from './sri.ts'
import { createTarballs } from './tarballs.ts'

const base = mkdtempSync(join(tmpdir(), 'ecluse-fetch-'))
const servers: (() => void)[] = []
afterAll(() => {
  for (const close of servers) close()
  rmSync(base, { recursive: true, force: true })
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A registry of our own, which says what it was asked. */
const registry = async (answer: Answer) => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? '-'}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `http://${host}/`, host, asked }
}

const bytes = Buffer.from('a package')
const wanted = (more: Partial<{ name: string; resolved: string; integrity: string }> = {}) => {
  const integrity = parseIntegrity(more.integrity ?? sriOf(bytes))
  if (integrity === null) throw new Error('a test without integrity')
  return { name: more.name ?? 'a', version: '1.0.0', resolved: more.resolved ?? null, integrity }
}

let made = 0
const shelf = async (npmrc: string, project = '') => {
  made += 1
  const home = join(base, `home-${made}`)
  const file = join(base, `npmrc-${made}`)
  writeFileSync(file, npmrc)
  const config = await readNpmConfig(
    { npm_config_userconfig: file, npm_config_globalconfig: '/dev/null' },
    home,
    project,
  )
  return createTarballs(join(base, `cache-${made}`), config, createFetcher(config))
}

describe('an archive', () => {
  test('is fetched once, from the usual place, and kept', async () => {
    const { url, asked } = await registry((_, response) => response.end(bytes))
    const tarballs = await shelf(`registry=${url}`)
    expect(await tarballs.get(wanted({ name: '@s/a' }))).toEqual(bytes)
    expect(await tarballs.get(wanted({ name: '@s/a' }))).toEqual(bytes)
    expect([asked, tarballs.fetched()]).toEqual([['/@s/a/-/a-1.0.0.tgz -'], 1])
  })

  test('is looked up where the registry keeps it elsewhere', async () => {
    const { url, asked } = await registry((request, response) => {
      if (request.url === '/elsewhere') response.end(bytes)
      else if (request.url === '/a')
        response.end(JSON.stringify({ versions: { '1.0.0': { dist: { tarball: `${url}elsewhere` } } } }))
      else response.writeHead(404).end()
    })
    expect(await (await shelf(`registry=${url}`)).get(wanted())).toEqual(bytes)
    expect(asked).toHaveLength(3)
  })

  test('comes from the registry in use where it was resolved at npmjs, else from where it was resolved', async () => {
    const { url, asked } = await registry((_, response) => response.end(bytes))
    const resolved = 'https://registry.npmjs.org/a/-/a-1.0.0.tgz'
    expect(await (await shelf(`registry=${url}`)).get(wanted({ resolved }))).toEqual(bytes)
    expect(
      await (await shelf('registry=http://127.0.0.1:9/')).get(wanted({ resolved: `${url}own/a.tgz` })),
    ).toEqual(bytes)
    expect(asked).toEqual(['/a/-/a-1.0.0.tgz -', '/own/a.tgz -'])
  })

  test('with another content is refused, and not kept', async () => {
    let good = false
    const { url } = await registry((_, response) => response.end(good ? bytes : 'something else'))
    const tarballs = await shelf(`registry=${url}`)
    await expect(tarballs.get(wanted())).rejects.toThrow(/^integrity-fails: a@1\.0\.0/)
    good = true
    expect(await tarballs.get(wanted())).toEqual(bytes)
  })

  test('is asked for again after faults, not after refusals', async () => {
    let count = 0
    const { url, asked } = await registry((request, response) => {
      count += 1
      if (count === 1) return void request.socket.destroy()
      if (count === 2) return void response.writeHead(503).end()
      if (count === 3) {
        response.writeHead(200, { 'content-length': 100 })
        response.write('half')
        return void setTimeout(() => request.socket.destroy(), 20)
      }
      response.end(bytes)
    })
    expect(await (await shelf(`registry=${url}`)).get(wanted())).toEqual(bytes)
    expect(asked).toHaveLength(4)
    const closed = await registry((_, response) => response.writeHead(403).end())
    await expect((await shelf(`registry=${closed.url}`)).get(wanted())).rejects.toThrow(
      /^registry-unavailable: .*403/,
    )
    expect(closed.asked).toHaveLength(1)
    const none = await registry((_, response) => response.writeHead(404).end())
    await expect((await shelf(`registry=${none.url}`)).get(wanted())).rejects.toThrow(
      /^registry-unavailable: .*404/,
    )
  })

  test('credentials go to their own host alone, redirects included', async () => {
    const store = await registry((_, response) => response.end(bytes))
    const front = await registry((_, response) =>
      response.writeHead(302, { location: `${store.url}blob` }).end(),
    )
    const npmrc = `registry=${front.url}\n//${front.host}/:_authToken=secret\n`
    expect(await (await shelf(npmrc)).get(wanted())).toEqual(bytes)
    expect(front.asked).toEqual(['/a/-/a-1.0.0.tgz Bearer secret'])
    expect(store.asked).toEqual(['/blob -'])
  })

  test('endless redirects and other protocols end', async () => {
    const round = await registry((_, response) => response.writeHead(302, { location: '/again' }).end())
    await expect((await shelf(`registry=${round.url}`)).get(wanted())).rejects.toThrow(/circles/)
    const file = await registry((_, response) =>
      response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    )
    await expect((await shelf(`registry=${file.url}`)).get(wanted())).rejects.toThrow(/file:/)
  })
})

describe('npm’s configuration', () => {
  test('files are read as npm reads them', () => {
    const words =
      '; comment\n# another\n registry = https://r.example/ \r\nquoted="a b"\n[section]\nempty=\n//r.example/:_authToken=x=y\n'
    expect(Object.fromEntries(parseNpmrc(words))).toEqual({
      registry: 'https://r.example/',
      quoted: 'a b',
      empty: '',
      '//r.example/:_authToken': 'x=y',
    })
  })

  test('environment, project, user, in that order; scopes and credentials by path', async () => {
    const file = join(base, 'user-npmrc')
    writeFileSync(
      file,
      `registry=https://user.example\n@s:registry=https://s.example/npm\n//s.example/npm/:_authToken=\${TOKEN}\n//s.example/:_auth=YQ==\n`,
    )
    const variables = { npm_config_userconfig: file, npm_config_globalconfig: '/dev/null', TOKEN: 't' }
    const config = await readNpmConfig(variables, '/nowhere', '')
    expect([config.registry, registryOf(config, '@s/a'), registryOf(config, 'a')]).toEqual([
      'https://user.example/',
      'https://s.example/npm/',
      'https://user.example/',
    ])
    expect(credentialFor(config, new URL('https://s.example/npm/@s/a.tgz'))).toBe('Bearer t')
    expect(credentialFor(config, new URL('https://s.example/other'))).toBe('Basic YQ==')
    expect(credentialFor(config, new URL('https://other.example/npm/'))).toBe(null)
    const project = await readNpmConfig(variables, '/nowhere', 'registry=https://project.example/')
    expect(project.registry).toBe('https://project.example/')
    const environment = await readNpmConfig(
      { ...variables, NPM_CONFIG_REGISTRY: 'https://env.example' },
      '/nowhere',
      'registry=https://project.example/',
    )
    expect(environment.registry).toBe('https://env.example/')
  })

  test('a committed file reads no variable, gives no credential, and turns no check off', async () => {
    const project = `registry=https://evil.example/\${TOKEN}\n//evil.example/:_authToken=x\nstrict-ssl=false\ncafile=/etc/passwd\ncache=/etc\n`
    const config = await readNpmConfig(
      { npm_config_userconfig: '/dev/null', npm_config_globalconfig: '/dev/null', TOKEN: 't' },
      '/nowhere',
      project,
    )
    expect(config).toMatchObject({
      registry: 'https://registry.npmjs.org/',
      strictTls: true,
      certificates: null,
      cache: '/nowhere/.npm',
    })
    expect(config.credentials.size).toBe(0)
  })
})

describe('where a package runs, when the lockfile does not say it', () => {
  const manifest = { name: 'a', version: '1.0.0', os: ['darwin'], cpu: 'arm64' }
  const archive = (): Buffer => {
    const folder = mkdtempSync(join(base, 'package-'))
    mkdirSync(join(folder, 'package'))
    writeFileSync(join(folder, 'package', 'package.json'), JSON.stringify(manifest))
    return execFileSync('tar', ['--create', '--gzip', '--directory', folder, 'package'])
  }
  const node = (of: Buffer): PackageNode => {
    const { name, version, integrity } = wanted({ integrity: sriOf(of) })
    const resolved = 'https://registry.yarnpkg.com/a/-/a-1.0.0.tgz'
    return {
      name,
      version,
      integrity,
      resolved,
      folder: null,
      hasInstallScript: null,
      edges: [],
      development: [],
    }
  }
  const learned = async (npmrc: string, of: Buffer) => {
    const tarballs = await shelf(npmrc)
    const graph = { file: 'yarn.lock', nodes: new Map([['/a', node(of)]]) }
    const cache = join(base, `limits-${made}`)
    const told = (await learn(graph, ['/a'], cache, (work) => work(tarballs))).nodes.get('/a')
    const again = await learn(graph, ['/a'], cache, () => Promise.reject(new Error('it was remembered')))
    expect(again.nodes.get('/a')).toEqual(told)
    return { os: told?.os, cpu: told?.cpu, fetched: tarballs.fetched() }
  }
  const limits = { os: ['darwin'], cpu: ['arm64'] }

  test.each([
    ['the registry speaks of the same archive', (of: Buffer) => sriOf(of), 0],
    ['it speaks of another one', () => sriOf(Buffer.from('another')), 1],
    ['it speaks of none', () => null, 1],
  ])('%s', async (_, integrity, fetched) => {
    const of = archive()
    const { url, asked } = await registry(({ url: path }, response) => {
      if (path === '/a/-/a-1.0.0.tgz') return void response.end(of)
      const sum = path === '/a/1.0.0' ? integrity(of) : null
      if (sum === null) return void response.writeHead(404).end()
      // What is said of another archive is not believed.
      const said = sum === sriOf(of) ? manifest : { ...manifest, os: ['linux'] }
      response.end(JSON.stringify({ ...said, dist: { integrity: sum } }))
    })
    expect(await learned(`registry=${url}`, of)).toEqual({ ...limits, fetched })
    expect(asked.filter((one) => one.includes('.tgz'))).toHaveLength(fetched)
  })
})
