import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alive, kill, until } from './processes.fixture.ts'

const boot = fileURLToPath(new URL('./boot.fixture.sh', import.meta.url))

const packages = 'systemd,systemd-sysv,openssh-server,iproute2,nftables,procps,git'
const release = 'bookworm'

const has = (command: string): boolean => spawnSync('which', [command], { stdio: 'ignore' }).status === 0

/** Why no machine can be had here; undefined where one can. */
export const whyNoMachine = (): string | undefined => {
  if (process.getuid?.() !== 0) return 'needs root'
  const absent = ['mmdebstrap', 'unshare', 'nsenter', 'ip', 'ssh'].filter((command) => !has(command))
  return absent.length > 0 ? `needs ${absent.join(', ')}` : undefined
}

/** A bare Debian with systemd and sshd, made once for all runs on this machine: half a minute from Debian's mirror. */
const base = (): string => {
  const place = join(tmpdir(), `ecluse-debian-${release}-1`)
  if (existsSync(place)) return place
  const made = mkdtempSync(join(tmpdir(), 'ecluse-debian-making-'))
  execFileSync('mmdebstrap', ['--variant=minbase', `--include=${packages}`, release, join(made, 'root')], {
    stdio: 'ignore',
  })
  try {
    renameSync(join(made, 'root'), place)
  } catch {
    // Another run was first.
  }
  rmSync(made, { recursive: true, force: true })
  return place
}

/**
 * A server to test on: a Debian with systemd as process 1 in namespaces of its own, reached by ssh over a network of
 * two. Its disk outlives it: it can be killed and booted again.
 */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'ecm-'))
  readonly address: string
  readonly ssh = join(this.folder, 'ssh_config')
  readonly #net: { readonly host: string; readonly link: string }
  #process: ChildProcess | null = null
  #pid = 0

  constructor() {
    const [high, low] = [process.pid % 200, 4 * (Math.floor(process.pid / 200) % 60)]
    this.address = `10.213.${high}.${low + 2}`
    this.#net = { host: `10.213.${high}.${low + 1}`, link: `ecl${process.pid % 1_000_000}` }
    execFileSync('cp', ['-a', base(), this.#root])
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      'ada@laptop',
      '-f',
      join(this.folder, 'key'),
    ])
    mkdirSync(join(this.#root, 'root/.ssh'), { recursive: true, mode: 0o700 })
    const key = readFileSync(join(this.folder, 'key.pub'), 'utf8')
    writeFileSync(join(this.#root, 'root/.ssh/authorized_keys'), key, { mode: 0o600 })
    writeFileSync(
      this.ssh,
      `Host *
  IdentityFile ${join(this.folder, 'key')}
  IdentitiesOnly yes
  UserKnownHostsFile ${join(this.folder, 'known_hosts')}
  StrictHostKeyChecking accept-new
`,
    )
  }

  get #root(): string {
    return join(this.folder, 'root')
  }

  async boot(): Promise<void> {
    const spaces = ['--mount', '--pid', '--fork', '--uts', '--ipc', '--net', '--kill-child']
    this.#process = spawn('unshare', [...spaces, boot, this.#root, 'server'], {
      stdio: 'ignore',
      detached: true,
    })
    const parent = this.#process.pid ?? 0
    this.#pid = await until('process 1 lives', () => childOf(parent))
    const { link, host } = this.#net
    execFileSync('ip', [
      'link',
      'add',
      link,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      String(this.#pid),
    ])
    execFileSync('ip', ['address', 'add', `${host}/30`, 'dev', link])
    execFileSync('ip', ['link', 'set', link, 'up'])
    const inside = (...argv: readonly string[]) =>
      execFileSync('nsenter', ['-t', String(this.#pid), '-n', 'ip', ...argv])
    inside('address', 'add', `${this.address}/30`, 'dev', 'eth0')
    inside('link', 'set', 'eth0', 'up')
    inside('link', 'set', 'lo', 'up')
    await until('sshd lets root in', () => (this.shell('true').status === 0 ? true : undefined), 60_000)
  }

  /** As root on the server. */
  shell(command: string) {
    return spawnSync('ssh', ['-F', this.ssh, '-o', 'ConnectTimeout=5', `root@${this.address}`, command], {
      encoding: 'utf8',
    })
  }

  /** Power cut: nothing of it gets to end. */
  async kill(): Promise<void> {
    const parent = this.#process?.pid ?? 0
    kill(this.#pid)
    kill(parent)
    await until('the machine is gone', () => (alive(this.#pid) || alive(parent) ? undefined : true))
    spawnSync('ip', ['link', 'delete', this.#net.link], { stdio: 'ignore' })
  }

  async remove(): Promise<void> {
    await this.kill()
    execFileSync('rm', ['-rf', '--one-file-system', this.folder])
  }
}

const childOf = (parent: number): number | undefined => {
  const { stdout } = spawnSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' })
  const pid = Number(stdout.trim().split('\n')[0])
  return pid > 0 && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'systemd' ? pid : undefined
}
