import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeFolder } from './application.fixture.ts'
import { alive, kill, processesNaming, until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const supervisor = fileURLToPath(new URL('../src/main/supervisor.ts', import.meta.url))

export type Account = { readonly name: string; readonly uid: number; readonly gid: number }

const id = (flag: '-u' | '-g', name: string): number =>
  Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))

/** Real accounts of this machine, made for one test and removed after it. */
export class Accounts {
  readonly own: Account
  readonly applications: readonly Account[]
  readonly list: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'ecu-'))

  constructor(count: number) {
    const prefix = `eclt${process.pid}`
    this.own = this.#make(`${prefix}o`)
    this.applications = Array.from({ length: count }, (_, at) => this.#make(`${prefix}a${at + 1}`))
    const groups = this.applications.map(({ name }) => name).join(',')
    execFileSync('usermod', ['--append', '--groups', groups, this.own.name])
    chmodSync(this.#folder, 0o755)
    this.list = join(this.#folder, 'users.json')
    this.write(this.applications)
  }

  /** Writes the list as root has it. */
  write(applications: readonly Account[]): void {
    writeFileSync(this.list, JSON.stringify({ own: this.own, applications }), { mode: 0o644 })
  }

  #make(name: string): Account {
    execFileSync('useradd', [
      '--system',
      '--no-create-home',
      '--user-group',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ])
    return { name, uid: id('-u', name), gid: id('-g', name) }
  }

  remove(): void {
    for (const { name } of [this.own, ...this.applications]) execFileSync('userdel', ['--force', name])
    removeFolder(this.#folder)
  }
}

/** A system whose supervisor is root's, as on a prepared server, and whose applications have users of their own. */
export class Separated extends System {
  readonly accounts: Accounts
  #child: ChildProcess | null = null

  constructor(count: number) {
    super()
    this.accounts = new Accounts(count)
  }

  /** What another test built, as files of our own account: not linked, since their owner changes. */
  override async warm(): Promise<void> {
    await super.warm()
    for (const part of ['images', 'cache', 'unpacked']) {
      const path = join(this.data, part)
      if (!existsSync(path)) continue
      execFileSync('cp', ['-a', path, `${path}.own`])
      execFileSync('rm', ['-rf', path])
      execFileSync('mv', [`${path}.own`, path])
    }
    const { uid, gid } = this.accounts.own
    for (const name of readdirSync(this.data)) {
      if (name !== 'supervisor') execFileSync('chown', ['-R', `${uid}:${gid}`, join(this.data, name)])
    }
    removeFolder(join(this.data, 'supervisor'))
    removeFolder(join(this.data, 'version'))
    chownSync(this.data, 0, 0)
  }

  /** As the system's service manager does. */
  async serve(): Promise<void> {
    const argv = [supervisor, '--data', this.data, '--users', this.accounts.list]
    this.#child = spawn(process.execPath, argv, { cwd: '/', detached: true, stdio: 'inherit' })
    await until('the supervisor answers', () =>
      existsSync(join(this.data, 'control.sock')) ? true : undefined,
    )
  }

  override async end(): Promise<void> {
    await super.end()
    // A supervisor that was killed could not take its filter away.
    const table = createHash('sha256').update(this.data).digest('hex').slice(0, 8)
    spawnSync('nft', ['delete', 'table', 'inet', `ecluse_${table}`], { stdio: 'ignore' })
    if (this.#child?.pid !== undefined) kill(this.#child.pid)
    const mine = new Set(this.accounts.applications.map(({ uid }) => uid))
    for (const pid of processesOf(mine)) kill(pid)
    await until('nothing runs as one of the accounts', () =>
      processesOf(mine).length === 0 ? true : undefined,
    )
    this.accounts.remove()
  }

  /** The user that each living process of this data folder runs as, by what its command names. */
  usersOf(part: string): readonly number[] {
    return processesNaming(this.data)
      .filter(({ command }) => command.includes(part))
      .map(({ pid }) => uidOf(pid))
  }
}

const uidOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'euid=', '-p', String(pid)], { encoding: 'utf8' }))

const processesOf = (uids: ReadonlySet<number>): readonly number[] =>
  execFileSync('ps', ['-e', '-o', 'pid=,euid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, uid = -1]) => (uids.has(uid) && alive(pid) ? [pid] : []))
