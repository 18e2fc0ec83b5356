import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../src/traffic/proxy/proxy.fixture.ts'
import { askSecurely, hasOpenssl, makeCertificate } from '../src/traffic/proxy/tls/certificate.fixture.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

describe.skipIf(!hasOpenssl)('two applications of a team on one address with TLS', () => {
  const system = new System()
  let [port, plain] = [0, 0]
  let hello: Repository
  let blog: Repository
  const edgeOf = (name: string): string => {
    const { certificate, key } = makeCertificate(system.scratch, name, [`${name}.example`])
    return `hosts: [${name}.example]
tls: { certificate: ${certificate}, key: ${key}, redirect: 127.0.0.1:${plain} }
limits: { body: 1KB }
watch: { for: 1s }`
  }
  const renamed = (repository: Repository, name: string): void => {
    const file = join(repository.folder, 'ecluse.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('application: hello', `application: ${name}`))
  }

  beforeAll(async () => {
    await system.warm()
    port = await freePort()
    plain = await freePort()
    hello = makeRepository(join(system.scratch, 'hello'), port, edgeOf('hello'))
    blog = makeRepository(join(system.scratch, 'blog'), port, edgeOf('blog'))
    renamed(blog, 'blog')
    hello.version('one')
    blog.version('two')
    await system.expect(0, hello.folder, ['ship'])
    await system.expect(0, blog.folder, ['ship'])
  }, 240_000)
  afterAll(() => system.end(), 240_000)

  it('are told apart by host, each with its own certificate, and led to from plain HTTP', async () => {
    const first = await askSecurely(port, 'hello.example')
    expect(first).toMatchObject({ status: 200, shown: 'hello.example' })
    expect(first.body).toContain('"one"')
    expect((await askSecurely(port, 'blog.example')).body).toContain('"two"')
    expect(await ask(plain, { path: '/x', headers: { host: 'blog.example' } })).toMatchObject({
      status: 301,
      headers: { location: `https://blog.example:${port}/x` },
    })
    const long = await askSecurely(port, 'hello.example', { method: 'POST', body: 'x'.repeat(2_000) })
    expect(long.status).toBe(413)
    const status = await system.expect(0, hello.folder, ['status'])
    expect(status).toContain(`https://hello.example:${port}`)
    expect(status).toMatch(/cert {2,}hello\.example {3}valid until 20\d\d-/)
  })

  it('cannot take each other’s host, nor ship a key that fits no certificate', async () => {
    const file = join(blog.folder, 'ecluse.yaml')
    const good = readFileSync(file, 'utf8')
    writeFileSync(file, good.replace('hosts: [blog.example]', 'hosts: [hello.example]'))
    blog.version('thief')
    const thief = await system.run(blog.folder, ['ship'])
    expect(`${thief.code} ${thief.out}`).toMatch(/^1 .*hello\.example/s)
    // In its own file, line and column, with what to do.
    expect(thief.out).toMatch(/ecluse\.yaml:\d+:\d+/)
    expect(thief.out).toContain('give this environment another host')
    writeFileSync(file, good.replace('blog.key', 'hello.key'))
    blog.version('wrong key')
    const wrong = await system.run(blog.folder, ['ship'])
    expect(`${wrong.code} ${wrong.out}`).toMatch(/^1 .*blog\.pem/s)
    expect((await askSecurely(port, 'hello.example')).body).toContain('"one"')
    expect((await askSecurely(port, 'blog.example')).body).toContain('"two"')
  }, 240_000)

  it('are told by doctor, status and the edge’s own log when a certificate has expired, and when it is renewed', async () => {
    const renewed = readFileSync(join(system.scratch, 'blog.pem'), 'utf8')
    const key = readFileSync(join(system.scratch, 'blog.key'), 'utf8')
    makeCertificate(system.scratch, 'blog', ['blog.example'], ['20240101000000Z', '20240201000000Z'])
    // As long as paths are, lines break anywhere.
    const doctor = async () => (await system.run(blog.folder, ['doctor'])).out.replaceAll(/\s+/g, ' ')
    const said = await until('doctor says it', async () => {
      const words = await doctor()
      return words.includes('expired on 2024-02-01') ? words : undefined
    })
    expect(said).toMatch(/wrong: blog\/production: the certificate in .*blog\.pem expired/)
    await until('status says it', async () =>
      (await system.expect(0, blog.folder, ['status'])).includes('2024-02-01') ? true : undefined,
    )
    expect(readFileSync(join(system.data, 'logs/data-plane.log'), 'utf8')).toContain('certificate-expired')
    expect((await askSecurely(port, 'hello.example')).status).toBe(200)
    writeFileSync(join(system.scratch, 'blog.pem'), renewed)
    writeFileSync(join(system.scratch, 'blog.key'), key)
    await until('it is over', async () => ((await doctor()).includes('blog.pem') ? undefined : true))
  }, 240_000)

  it('are closed and opened by a person, one without the other', async () => {
    const page = join(system.scratch, 'closed.html')
    writeFileSync(page, '<h1>moving</h1>')
    await system.expect(0, hello.folder, ['maintenance', 'on', '--page', page, '--why', 'moving'])
    expect(await askSecurely(port, 'hello.example')).toMatchObject({ status: 503, body: '<h1>moving</h1>' })
    expect((await askSecurely(port, 'blog.example')).status).toBe(200)
    expect(await system.expect(0, hello.folder, ['status'])).toContain('ecluse maintenance off')
    hello.version('next')
    const held = await system.run(hello.folder, ['ship', '--timeout', '3s'])
    expect(`${held.code} ${held.out}`).toMatch(/^5 .*maintenance/s)
    await system.expect(0, hello.folder, ['maintenance', 'off'])
    const config = join(hello.folder, 'ecluse.yaml')
    writeFileSync(config, `${readFileSync(config, 'utf8').trimEnd()}\n    maintenance: closed.html\n`)
    hello.version('next', 'fine', { 'closed.html': '<h1>of our own</h1>' })
    await system.expect(0, hello.folder, ['ship'])
    await system.expect(0, hello.folder, ['maintenance', 'on'])
    expect((await askSecurely(port, 'hello.example')).body).toBe('<h1>of our own</h1>')
    await system.expect(0, hello.folder, ['maintenance', 'off'])
    expect((await askSecurely(port, 'hello.example')).body).toContain('"next"')
    expect((await system.run(hello.folder, ['maintenance', 'perhaps'])).code).toBe(2)
  }, 240_000)
})
