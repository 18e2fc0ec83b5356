import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, removeFolder } from './application.fixture.ts'
import { kill, until } from './processes.fixture.ts'

const daemon = '/usr/sbin/sshd'
const binary = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))

/** Debian's own sshd; its tests are skipped where it is not, by name. */
export const hasSshd = existsSync(daemon)

export type Ran = { readonly code: number; readonly out: string; readonly err: string }
export type Person = {
  readonly name: string
  readonly config: string
  readonly publicKey: string
  readonly key: string
}

/** A real sshd on a loopback port, with a configuration, a host key and an `authorized_keys` of its own. */
export class Sshd {
  readonly root = mkdtempSync(join(tmpdir(), 'ess-'))
  readonly keys = join(this.root, 'authorized_keys')
  readonly knownHosts = join(this.root, 'known_hosts')
  readonly account = userInfo().username
  readonly server = `ssh://${this.account}@box`
  port = 0
  #child: ChildProcess | null = null

  /** `data`: the data folder that `ecluse` finds in this account. */
  async begin(data: string): Promise<this> {
    this.port = await freePort()
    const bin = join(this.root, 'bin')
    mkdirSync(bin)
    symlinkSync(binary, join(bin, 'ecluse'))
    execFileSync('ssh-keygen', ['-q', '-N', '', '-t', 'ed25519', '-f', join(this.root, 'host')])
    this.trust()
    writeFileSync(this.keys, '', { mode: 0o600 })
    // sshd of Debian wants it, as root and as nobody else.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
    writeFileSync(
      join(this.root, 'sshd_config'),
      `Port ${this.port}
ListenAddress 127.0.0.1
HostKey ${join(this.root, 'host')}
AuthorizedKeysFile ${this.keys}
PidFile none
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
AllowStreamLocalForwarding yes
Subsystem sftp internal-sftp
SetEnv PATH=${bin}:/usr/local/bin:/usr/bin:/bin ECLUSE_DATA=${data} ECLUSE_AUTHORIZED_KEYS=${this.keys}
`,
    )
    await this.start()
    return this
  }

  /** The host key as a client should know it. */
  trust(text = readFileSync(join(this.root, 'host.pub'), 'utf8')): void {
    writeFileSync(this.knownHosts, `[127.0.0.1]:${this.port} ${text}`)
  }

  get knownHostsText(): string {
    return readFileSync(this.knownHosts, 'utf8')
  }

  async start(): Promise<void> {
    this.#child = spawn(daemon, ['-D', '-e', '-f', join(this.root, 'sshd_config')], { stdio: 'ignore' })
    await until('sshd listens', () => this.#listens())
  }

  #listens(): Promise<true | undefined> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1')
      socket.once('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(undefined))
    })
  }

  /** Refuses new connections; those that are open go on. */
  async stop(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child?.pid === undefined || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    kill(child.pid, 'SIGTERM')
    await ended
  }

  /** A key pair of its own, and the settings of ssh that use it. */
  person(name: string): Person {
    const key = join(this.root, `key-${name}`)
    execFileSync('ssh-keygen', ['-q', '-N', '', '-t', 'ed25519', '-C', `${name}@laptop`, '-f', key])
    const config = join(this.root, `config-${name}`)
    writeFileSync(
      config,
      `Host box
  HostName 127.0.0.1
  Port ${this.port}
  IdentityFile ${key}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${this.knownHosts}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  UpdateHostKeys no
`,
    )
    chmodSync(config, 0o600)
    return { name, config, key, publicKey: `${key}.pub` }
  }

  /** Lets a key in without any command: an administrator with a shell. */
  letIn(person: Person): void {
    writeFileSync(this.keys, readFileSync(this.keys, 'utf8') + readFileSync(person.publicKey, 'utf8'))
  }

  /** A person's laptop: nothing there but a key and ssh. */
  environment(person: Person): NodeJS.ProcessEnv {
    const { ECLUSE_DATA: _, ECLUSE_AUTHORIZED_KEYS: __, ...rest } = process.env
    const home = join(this.root, `home-${person.name}`)
    mkdirSync(home, { recursive: true })
    return {
      ...rest,
      LC_ALL: 'C.UTF-8',
      LANG: 'C.UTF-8',
      HOME: home,
      XDG_STATE_HOME: join(home, 'state'),
      ECLUSE_SERVER: this.server,
      ECLUSE_SSH_CONFIG: person.config,
    }
  }

  /** `ecluse ARGS` on a person's laptop. */
  spawn(
    person: Person,
    cwd: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) {
    const child = spawn(process.execPath, [binary, ...args], {
      cwd,
      env: { ...this.environment(person), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ran = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (part) => {
      ran.out += part
    })
    child.stderr.setEncoding('utf8').on('data', (part) => {
      ran.err += part
    })
    const ended = new Promise<Ran>((resolve) =>
      child.once('close', (code) => resolve({ code: code ?? -1, ...ran })),
    )
    return { child, ran, ended }
  }

  run(
    person: Person,
    cwd: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Ran> {
    return this.spawn(person, cwd, args, environment).ended
  }

  /** Plain ssh as a person, with more options. */
  ssh(person: Person, args: readonly string[], input = ''): Promise<Ran> {
    return new Promise((resolve) => {
      const child = spawn('ssh', ['-F', person.config, '-o', 'BatchMode=yes', ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      let out = ''
      let err = ''
      child.stdout.setEncoding('utf8').on('data', (part) => {
        out += part
      })
      child.stderr.setEncoding('utf8').on('data', (part) => {
        err += part
      })
      child.stdin.on('error', () => undefined)
      if (input === '') child.stdin.end()
      else child.stdin.write(input)
      // What keeps a connection open is no failure of it: it is ended.
      const timer = setTimeout(() => child.stdin.end(), 8_000)
      const end = setTimeout(() => child.kill('SIGTERM'), 12_000)
      child.once('close', (code) => {
        clearTimeout(timer)
        clearTimeout(end)
        resolve({ code: code ?? -1, out, err })
      })
    })
  }

  async end(): Promise<void> {
    await this.stop()
    removeFolder(this.root)
  }
}
