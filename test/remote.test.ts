import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { askOnce } from './people.fixture.ts'
import { kill, processesNaming, until } from './processes.fixture.ts'
import { hasSshd, type Person, Sshd } from './sshd.fixture.ts'
import { System } from './system.fixture.ts'

const binary = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))

const faketime = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
].find((path) => existsSync(path))

// One story: a server of one account, two members and an administrator, each with a laptop of their own.
describe.skipIf(!hasSshd)('from a laptop to a server (openssh-server)', () => {
  const system = new System()
  const sshd = new Sshd()
  let root: Person
  let ada: Person
  let bob: Person
  let cyd: Person
  let shop: Repository
  let blog: Repository
  let ports: readonly number[] = []

  beforeAll(async () => {
    process.env['ECLUSE_AUTHORIZED_KEYS'] = sshd.keys
    await Promise.all([system.warm(), sshd.begin(system.data)])
    await system.expect(0, system.scratch, ['server'])
    ;[root, ada, bob, cyd] = ['root', 'ada', 'bob', 'cyd'].map((name) => sshd.person(name)) as [
      Person,
      Person,
      Person,
      Person,
    ]
    sshd.letIn(root)
    ports = [await freePort(), await freePort()]
    shop = makeRepository(join(system.scratch, 'shop'), ports[0] ?? 0)
    blog = makeRepository(join(system.scratch, 'blog'), ports[1] ?? 0)
    for (const [name, repository] of Object.entries({ shop, blog })) {
      const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
      repository.write({ 'ecluse.yaml': config.replace('application: hello', `application: ${name}`) })
    }
  }, 180_000)
  afterAll(async () => {
    await system.end()
    await sshd.end()
  })

  const problem = (
    err: string,
  ): {
    code: string
    kind: string
    todo: { en: string; fr: string }
    place?: { file: string; line: number }
  } => JSON.parse(err.trim().split('\n').at(-1) ?? '').problems[0]

  it('a key without a forced command is an administrator, and shown as one', async () => {
    const ran = await sshd.run(root, system.scratch, ['member', 'list'])
    expect(`${ran.code} ${ran.err}`).toMatch(/^0 /)
    expect(ran.out).toMatch(/administrators of everything:\n {2}SHA256:\S+ {3}root@laptop/)
  })

  it('members are let in over ssh, each with a role', async () => {
    for (const [person, ...more] of [[ada], [bob, '--role', 'read'], [cyd, '--only', 'blog']] as const) {
      const ran = await sshd.run(root, system.scratch, [
        'member',
        'add',
        person.name,
        '--key',
        person.publicKey,
        ...more,
      ])
      expect(`${ran.code} ${ran.err}`).toMatch(/^0 /)
    }
    const listed = JSON.parse((await sshd.run(ada, system.scratch, ['member', 'list', '--json'])).out)
    expect(
      listed.members.map(({ member, role, only }: { member: string; role: string; only: unknown }) => [
        member,
        role,
        only,
      ]),
    ).toEqual([
      ['ada', 'ship', null],
      ['bob', 'read', null],
      ['cyd', 'ship', ['blog']],
    ])
  })

  it('a commit is shipped from a laptop; ledger, status and history name the member', async () => {
    shop.version('one')
    const ran = await sshd.run(ada, shop.folder, ['ship'])
    expect(`${ran.code} ${ran.err}`).toMatch(/^0 /)
    expect(await askOnce(ports[0] ?? 0)).toMatchObject({ version: 'one' })
    const history = await sshd.run(bob, shop.folder, ['history'])
    expect(history.out).toMatch(/ada$/m)
    const { rollouts } = JSON.parse((await sshd.run(bob, shop.folder, ['history', '--json'])).out)
    expect(rollouts[0].actor).toMatchObject({
      kind: 'member',
      name: 'ada',
      key: expect.stringMatching(/^SHA256:/),
    })
  })

  it('read looks and does no more; --only sees no other application', async () => {
    const refused = await sshd.run(bob, shop.folder, ['rollback', '--json'])
    expect([refused.code, problem(refused.err)]).toMatchObject([4, { code: 'not-allowed', kind: 'refused' }])
    const other = await sshd.run(cyd, shop.folder, ['ship', '--json'])
    expect([other.code, problem(other.err).code]).toEqual([4, 'not-allowed'])
    expect((await sshd.run(cyd, system.scratch, ['status', '--json'])).out).toBe('{"applications":[]}\n')
  })

  it('neither member can act as the other: header, second line, own socket, own command', async () => {
    const ask = (more: string) => `GET /v1/whoami HTTP/1.1\r\nhost: x\r\n${more}\r\n`
    const as = async (person: Person, args: readonly string[], input: string) =>
      (
        await sshd.ssh(
          person,
          [...args, `${sshd.account}@box`, 'ecluse connect --member ada --key SHA256:x'],
          input,
        )
      ).out
    const [, adaKey = ''] = /--member ada --key (\S+)/.exec(readFileSync(sshd.keys, 'utf8')) ?? []
    const header = `x-ecluse-member: ada\r\nx-member: ada\r\nconnection: close\r\n`
    const [byHeader, bySecond, byForward, bySftp] = await Promise.all([
      as(bob, [], ask(header)),
      as(bob, [], `${JSON.stringify({ member: 'ada', key: adaKey })}\n${ask('')}`),
      sshd.ssh(bob, [
        '-N',
        '-o',
        'ExitOnForwardFailure=yes',
        '-L',
        `${join(sshd.root, 'own.sock')}:${system.data}/control.sock`,
        '-R',
        `0:127.0.0.1:${ports[0]}`,
        `${sshd.account}@box`,
      ]),
      sshd.ssh(bob, ['-s', `${sshd.account}@box`, 'sftp'], 'x'),
    ])
    expect(byHeader).toContain('"name":"bob"')
    expect(byHeader).not.toContain('"ada"')
    expect(bySecond).not.toContain('"name":"ada"')
    expect(bySecond).toMatch(/HTTP\/1\.1 400/)
    expect(byForward.err).toMatch(/remote port forwarding failed/)
    expect(bySftp.out).toContain('{"ecluse":')
    const shell = await sshd.ssh(bob, ['-tt', `${sshd.account}@box`, 'id; cat /etc/hostname'])
    expect(shell.out).not.toContain('uid=')
    expect(shell.err).toMatch(/PTY allocation request failed/)
    const direct = await sshd.ssh(bob, ['-W', `${system.data}/control.sock`, `${sshd.account}@box`], ask(''))
    expect(direct.out).not.toContain('HTTP/1.1 200')
  })

  it('the connection is lost in the middle of a ship: it is taken up again, and said once', async () => {
    const commit = shop.version('two')
    const { ran, ended } = sshd.spawn(ada, shop.folder, ['ship'])
    await until('it is followed', () =>
      /candidate|accepted|version admissible|two/.test(ran.out) ? true : undefined,
    )
    for (let times = 0; times < 3; times += 1) {
      await new Promise((resolve) => setTimeout(resolve, 400))
      for (const { pid, command } of processesNaming(ada.config)) if (command.startsWith('ssh ')) kill(pid)
    }
    const { code, out, err } = await ended
    expect(`${code} ${err}`).toMatch(/^0 /)
    const lines = out.trim().split('\n')
    expect(new Set(lines).size).toBe(lines.length)
    expect((await sshd.run(ada, shop.folder, ['ship', commit])).out).toMatch(/^already live/)
  })

  it('a laptop that is closed loses nothing: the rollout goes on, and the same ship follows it again', async () => {
    shop.version('three')
    const { child, ran, ended } = sshd.spawn(ada, shop.folder, ['ship'])
    await until('it is followed', () => (ran.out.length > 0 ? true : undefined))
    child.kill('SIGKILL')
    await ended
    const again = await sshd.run(ada, shop.folder, ['ship'])
    expect(`${again.code} ${again.err}`).toMatch(/^0 /)
    expect(await askOnce(ports[0] ?? 0)).toMatchObject({ version: 'three' })
  })

  it('a server that stays away: following ends undecided, with how to take it up again', async () => {
    shop.version('four')
    const { ran, ended } = sshd.spawn(ada, shop.folder, ['ship', '--timeout', '6s'])
    await until('it is followed', () => (ran.out.length > 0 ? true : undefined))
    await sshd.stop()
    for (const { pid, command } of processesNaming(ada.config)) if (command.startsWith('ssh ')) kill(pid)
    const { code, out } = await ended
    await sshd.start()
    expect(`${code} ${out}`).toMatch(/^[06] /)
    if (code === 6) expect(out).toMatch(/ecluse ship [0-9a-f]{10} follows it again/)
    expect((await sshd.run(ada, shop.folder, ['ship'])).code).toBe(0)
  })

  it('two people and two applications at once: each has its queue, all arrive', async () => {
    blog.version('b1')
    const first = shop.version('five')
    shop.version('six')
    const five = sshd.run(ada, shop.folder, ['ship', first])
    // The other way round it would hold: production would lose six.
    await until(
      'the older one came first',
      async () => {
        const why = await sshd.run(bob, system.scratch, ['why', '--application', 'shop', '--json'])
        return why.out.includes(first) ? true : undefined
      },
      90_000,
    )
    const all = await Promise.all([
      five,
      sshd.run(root, shop.folder, ['ship']),
      sshd.run(cyd, blog.folder, ['ship']),
    ])
    expect(all.map(({ code, err }) => `${code} ${code === 0 ? '' : err}`)).toEqual(['0 ', '0 ', '0 '])
    // Whoever came last rules: both orders are right.
    expect((await askOnce(ports[0] ?? 0)).version).toMatch(/^(five|six)$/)
    expect(await askOnce(ports[1] ?? 0)).toMatchObject({ version: 'b1' })
    const { applications } = JSON.parse((await sshd.run(bob, system.scratch, ['status', '--json'])).out)
    expect(applications.map(({ application }: { application: string }) => application).sort()).toEqual([
      'blog',
      'shop',
    ])
    expect((await sshd.run(cyd, blog.folder, ['history'])).out).toMatch(/cyd$/m)
    expect((await sshd.run(bob, system.scratch, ['verify'])).out).toMatch(/^the ledger is whole/)
  })

  it.skipIf(faketime === undefined)(
    'a laptop whose clock is an hour ahead is told so, ships all the same, and times are the server’s',
    async () => {
      shop.version('ahead')
      const from = Date.now()
      const ran = await sshd.run(ada, shop.folder, ['ship'], {
        LD_PRELOAD: faketime ?? '',
        FAKETIME: '+1h',
        DONT_FAKE_MONOTONIC: '1',
      })
      expect(`${ran.code} ${ran.err.replaceAll(/\s+/g, ' ')}`).toMatch(
        /^0 .*warning: ssh:\/\/\S+: clocks-differ: the server’s clock is (1 h|59 min|1 h \d+ \w+).* behind .*expected: .*to do: /,
      )
      const { rollouts } = JSON.parse((await sshd.run(ada, shop.folder, ['history', '--json'])).out)
      const startedAt = Date.parse(rollouts[0].startedAt)
      expect(startedAt).toBeGreaterThanOrEqual(from)
      expect(startedAt).toBeLessThanOrEqual(Date.now())
    },
    120_000,
  )

  it('run has a terminal of the same size, is ended with its bridge, and goes on by itself when detached', async () => {
    const script = join(system.scratch, 'at-a-terminal.js')
    writeFileSync(
      script,
      `console.log(process.stdout.isTTY, process.stdout.rows, process.stdout.columns)
      process.stdin.on('data', (line) => { console.log('got ' + String(line).trim()); process.exit(0) }); console.log('ready>')`,
    )
    const words = [process.execPath, binary, 'run', 'web', '--', 'node', script]
    const child = spawn(
      'script',
      ['-qfec', `stty rows 41 cols 97; ${words.map((word) => `'${word}'`).join(' ')}`, '/dev/null'],
      { cwd: shop.folder, env: { ...sshd.environment(ada), TERM: 'vt220' } },
    )
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (part) => {
      if (!said.includes('ready>') && (said + part).includes('ready>')) child.stdin.write('open the gates\r')
      said += part
    })
    await new Promise((resolve) => child.once('close', resolve))
    expect(stripVTControlCharacters(said)).toMatch(/true 41 97[\s\S]*got open the gates/)

    const lasts = join(system.scratch, 'lasts.js')
    writeFileSync(lasts, `process.on('SIGTERM', () => {}); console.log('begun'); setInterval(() => {}, 1000)`)
    const living = () =>
      processesNaming(lasts).filter(({ command }) => /\/bin\/node \S+lasts\.js$/.test(command))
    const { ran, ended } = sshd.spawn(ada, shop.folder, ['run', 'web', '--', 'node', lasts])
    await until('it runs', () => (ran.out.includes('begun') ? true : undefined), 240_000)
    expect(living()).toHaveLength(1)
    for (const { pid, command } of processesNaming(ada.config)) if (command.startsWith('ssh ')) kill(pid)
    expect((await ended).code).not.toBe(0)
    await until('it is gone', () => (living().length === 0 ? true : undefined), 240_000)

    const done = join(system.scratch, 'done')
    const later = join(system.scratch, 'later.js')
    writeFileSync(
      later,
      `setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(done)}, ''), 1000)`,
    )
    expect((await sshd.run(ada, shop.folder, ['run', 'web', '--detach', '--', 'node', later])).code).toBe(0)
    await until('it went on by itself', () => (existsSync(done) ? true : undefined), 240_000)
    const refused = await sshd.run(bob, shop.folder, ['run', 'web', '--json', '--', 'node', later])
    expect([refused.code, problem(refused.err).code]).toEqual([4, 'not-allowed'])
  }, 240_000)

  it('a member who is removed in the middle of following is cut, and let in no more', async () => {
    const { ended } = sshd.spawn(cyd, blog.folder, ['logs', '--follow'])
    const bridges = () =>
      processesNaming('--member').filter(({ command }) => command.includes('--member cyd'))
    await until('its bridge stands', () => (bridges().length > 0 ? true : undefined))
    const gone = await sshd.run(root, system.scratch, ['member', 'remove', 'cyd'])
    expect(`${gone.code} ${gone.err}`).toMatch(/^0 /)
    await until('it is cut', () => (bridges().length === 0 ? true : undefined), 3_000)
    expect((await ended).code).not.toBe(0)
    const refused = await sshd.run(cyd, blog.folder, ['status', '--json'])
    expect([refused.code, problem(refused.err).code]).toEqual([4, 'ssh-denied'])
  })

  it('what ssh refuses is told by name, with what to do, and is not tried again', async () => {
    const eve = sshd.person('eve')
    const denied = await sshd.run(eve, shop.folder, ['ship', '--json'])
    expect([denied.code, problem(denied.err)]).toMatchObject([
      4,
      { code: 'ssh-denied', place: { file: sshd.server }, todo: { en: expect.stringMatching(/member add/) } },
    ])
    const setUp = async (person: Person) => {
      const ran = await sshd.run(person, shop.folder, ['setup', sshd.server, '--plan', '--json'])
      return [ran.code, problem(ran.err).code]
    }
    expect(await setUp(eve)).toEqual([4, 'ssh-denied'])
    const host = sshd.knownHostsText
    sshd.trust(readFileSync(eve.publicKey, 'utf8'))
    const changed = await sshd.run(ada, shop.folder, ['ship', '--json'])
    expect([changed.code, problem(changed.err)]).toMatchObject([
      4,
      {
        code: 'host-key-changed',
        place: { file: sshd.knownHosts, line: 1 },
        todo: { en: expect.stringMatching(/ssh-keygen -R/), fr: expect.stringMatching(/ssh-keygen -R/) },
      },
    ])
    expect(await setUp(root)).toEqual([4, 'host-key-changed'])
    writeFileSync(sshd.knownHosts, '')
    expect(problem((await sshd.run(ada, shop.folder, ['ship', '--json'])).err).code).toBe('host-key-unknown')
    writeFileSync(sshd.knownHosts, host)
    const nowhere = await sshd.run(ada, shop.folder, [
      'status',
      '--json',
      '--server',
      'ssh://nobody@127.0.0.1:1',
    ])
    expect([nowhere.code, problem(nowhere.err).code]).toEqual([1, 'server-not-reached'])
    const option = await sshd.run(ada, shop.folder, [
      'status',
      '--json',
      '--server',
      'ssh://-oProxyCommand=x',
    ])
    expect([option.code, problem(option.err).code]).toEqual([2, 'bad-server'])
    const here = await sshd.run(ada, shop.folder, ['stop', '--json'])
    expect([here.code, problem(here.err).code]).toEqual([2, 'not-over-ssh'])
  })

  it('a key and host keys that are given as text, as CI gives them, leave no file behind', async () => {
    const ran = await sshd.run(ada, shop.folder, ['status', '--json'], {
      ECLUSE_SSH_CONFIG: '/dev/null',
      ECLUSE_SERVER: `ssh://${sshd.account}@127.0.0.1:${sshd.port}`,
      ECLUSE_SSH_KEY: readFileSync(ada.key, 'utf8').trimEnd(),
      ECLUSE_KNOWN_HOSTS: sshd.knownHostsText,
      TMPDIR: sshd.root,
    })
    expect(`${ran.code} ${ran.err}`).toMatch(/^0 /)
    expect(readdirSync(sshd.root).filter((name) => name.startsWith('ecluse-ssh-'))).toEqual([])
  })
})
