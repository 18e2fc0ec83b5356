import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { askOnce } from './people.fixture.ts'
import { hasSshd, type Person, Sshd } from './sshd.fixture.ts'
import { System } from './system.fixture.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const document = (name: string) => parse(readFileSync(join(root, 'docs/ci', name), 'utf8'))

type Step = { readonly run?: string; readonly env?: Readonly<Record<string, string>> }

describe.skipIf(!hasSshd)('the steps for CI, by their very lines (openssh-server)', () => {
  const system = new System()
  const sshd = new Sshd()
  let ci: Person
  let registry: Server
  let shop: Repository
  let port = 0

  /** A registry that serves this very package, as a launcher of it: what npx finds and runs. */
  const serveRegistry = async (version: string): Promise<void> => {
    const folder = join(system.scratch, 'package')
    mkdirSync(folder)
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'ecluse', version, bin: { ecluse: 'ecluse.sh' } }),
    )
    writeFileSync(
      join(folder, 'ecluse.sh'),
      `#!/bin/sh\nexec "${process.execPath}" "${root}bin/ecluse.js" "$@"\n`,
      { mode: 0o755 },
    )
    const tarball = execFileSync('tar', ['-czf', '-', '-C', system.scratch, 'package'])
    registry = createServer((request, response) => {
      // Advisories are not served here, as by many a private registry.
      if (request.method !== 'GET') return void response.writeHead(404).end('{}')
      if (request.url?.endsWith('.tgz')) return void response.end(tarball)
      const dist = {
        tarball: `http://${request.headers.host}/ecluse-${version}.tgz`,
        shasum: createHash('sha1').update(tarball).digest('hex'),
      }
      const one = { name: 'ecluse', version, bin: { ecluse: 'ecluse.sh' }, dist }
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({ name: 'ecluse', 'dist-tags': { latest: version }, versions: { [version]: one } }),
      )
    })
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
  }

  beforeAll(async () => {
    process.env['ECLUSE_AUTHORIZED_KEYS'] = sshd.keys
    await Promise.all([system.warm(), sshd.begin(system.data), serveRegistry('0.1.0')])
    await system.expect(0, system.scratch, ['server'])
    ci = sshd.person('ci')
    await system.expect(0, system.scratch, [
      'member',
      'add',
      'ci',
      '--key',
      ci.publicKey,
      '--role',
      'ship',
      '--only',
      'hello',
    ])
    port = await freePort()
    shop = makeRepository(join(system.scratch, 'hello'), port)
  }, 180_000)
  afterAll(async () => {
    registry?.close()
    await system.end()
    await sshd.end()
  })

  /** The lines as a runner runs them: in a fresh clone at a detached commit, by bash that ends at the first failure. */
  const runLines = (
    name: string,
    lines: string,
    known: readonly string[],
  ): Promise<{ code: number; said: string }> => {
    const clone = join(system.scratch, `clone-${name}`)
    execFileSync('git', ['clone', '-q', shop.folder, clone])
    execFileSync('git', ['checkout', '-q', '--detach'], { cwd: clone })
    const address = registry.address()
    const values: Readonly<Record<string, string>> = {
      ECLUSE_SERVER: `ssh://${sshd.account}@127.0.0.1:${sshd.port}`,
      ECLUSE_SSH_KEY: readFileSync(ci.key, 'utf8'),
      ECLUSE_KNOWN_HOSTS: sshd.knownHostsText,
    }
    const home = join(system.scratch, `home-${name}`)
    mkdirSync(home)
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', lines], {
      cwd: clone,
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        HOME: home,
        CI: 'true',
        LC_ALL: 'C.UTF-8',
        npm_config_registry: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
        npm_config_cache: join(home, 'npm'),
        npm_config_update_notifier: 'false',
        ...Object.fromEntries(known.map((one) => [one, values[one] ?? ''])),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part) => {
        said += part
      })
    return new Promise((resolve) => child.once('close', (code) => resolve({ code: code ?? -1, said })))
  }

  it('GitHub Actions', async () => {
    shop.version('github')
    const steps: readonly Step[] = document('github-actions.yaml').jobs.ship.steps
    const [step, ...others] = steps.filter(({ run }) => run !== undefined)
    expect(others).toEqual([])
    const ran = await runLines('github', step?.run ?? '', Object.keys(step?.env ?? {}))
    expect(`${ran.code} ${ran.said}`).toMatch(/^0 /)
    expect(await askOnce(port)).toMatchObject({ version: 'github' })
  }, 240_000)

  it('GitLab CI; a release that fails fails the job', async () => {
    const lines: readonly string[] = document('gitlab-ci.yaml').ship.script
    const known = ['ECLUSE_SERVER', 'ECLUSE_SSH_KEY', 'ECLUSE_KNOWN_HOSTS']
    shop.version('gitlab')
    const ran = await runLines('gitlab', lines.join('\n'), known)
    expect(`${ran.code} ${ran.said}`).toMatch(/^0 /)
    expect(await askOnce(port)).toMatchObject({ version: 'gitlab' })
    shop.version('broken', 'crashes')
    expect((await runLines('broken', lines.join('\n'), known)).code).not.toBe(0)
    expect(await askOnce(port)).toMatchObject({ version: 'gitlab' })
    const { rollouts } = await system.json<{ rollouts: readonly { actor: unknown }[] }>(shop.folder, [
      'history',
    ])
    expect(rollouts.map(({ actor }) => actor)).toMatchObject([{ name: 'ci' }, { name: 'ci' }, { name: 'ci' }])
  }, 240_000)
})
