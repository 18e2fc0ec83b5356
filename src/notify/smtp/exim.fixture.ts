import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deadPort } from '../../outgoing/receiver.fixture.ts'
import { makeCertificate } from '../../traffic/proxy/tls/certificate.fixture.ts'

const exim = '/usr/sbin/exim4'

/** Exim delivers as a user of its own, which only root can give it. */
export const hasExim = existsSync(exim) && process.getuid?.() === 0

const idOf = (kind: '-u' | '-g'): number =>
  Number(execFileSync('id', [kind, 'Debian-exim'], { encoding: 'utf8' }).trim())

export const [user, password] = ['ecluse', 'p@ss:word/1']

const configuration = (folder: string, port: number, tls: boolean, on: boolean): string => `
spool_directory = ${folder}/spool
log_file_path = ${folder}/log-%slog
pid_file_path = ${folder}/pid
primary_hostname = mail.example.ca
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
${on ? `tls_on_connect_ports = ${port}` : ''}
tls_advertise_hosts = ${tls ? '*' : ''}
${tls ? `tls_certificate = ${folder}/mail.pem\ntls_privatekey = ${folder}/mail.key` : ''}
auth_advertise_hosts = ${tls ? `\${if eq{$tls_in_cipher}{}{}{*}}` : '*'}
acl_smtp_rcpt = rcpt
rfc1413_query_timeout = 0s
smtp_enforce_sync = true
keep_environment =
message_size_limit = 1M
begin acl
rcpt:
  defer local_parts = trouble
        message = come back later
  deny  local_parts = refuse
        message = no such person here
  accept authenticated = *
  deny  message = log in first
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  file = ${folder}/box
  create_file = anywhere
  user = Debian-exim
  group = Debian-exim
  message_prefix = "From \\n"
  delivery_date_add
begin retry
* * F,1h,1m
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${user}}}{eq{$auth3}{${password}}}}}
  server_set_id = $auth2
`

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Whether a living process was started with a path below the folder. */
const isNamed = (folder: string): boolean =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
      } catch {
        return false
      }
    })

const open = new Set<() => Promise<void>>()

/** Ends those that a failed test left. */
export const closeServers = async (): Promise<void> => {
  for (const close of [...open]) await close()
}

/** A real mail server on the loopback, which lets in one account, over TLS alone where it has TLS. */
export const eximServer = async ({ tls = true, onConnect = false } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-exim-'))
  const { certificate, pem } = makeCertificate(folder, 'mail', ['localhost'])
  const [uid, gid] = [idOf('-u'), idOf('-g')]
  mkdirSync(join(folder, 'spool'))
  for (const path of [folder, join(folder, 'spool'), certificate, join(folder, 'mail.key')])
    chownSync(path, uid, gid)
  chmodSync(folder, 0o755)
  const port = await deadPort()
  const config = join(folder, 'exim.conf')
  writeFileSync(config, configuration(folder, port, tls, onConnect))
  chmodSync(config, 0o644)
  const daemon = spawn(exim, ['-C', config, '-bdf'], { stdio: 'ignore' })
  const end = performance.now() + 30_000
  while (!(await answers(port))) {
    if (performance.now() > end || daemon.exitCode !== null) throw new Error(`exim did not start: ${folder}`)
    await pause(50)
  }
  const close = async (): Promise<void> => {
    open.delete(close)
    const over = new Promise((resolve) => daemon.once('exit', resolve))
    if (daemon.exitCode === null) {
      daemon.kill('SIGTERM')
      await over
    }
    // Whoever delivers the last mail still writes the log.
    const until = performance.now() + 20_000
    while (isNamed(folder) && performance.now() < until) await pause(30)
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  open.add(close)
  const box = (): string => (existsSync(join(folder, 'box')) ? readFileSync(join(folder, 'box'), 'utf8') : '')
  return {
    port,
    pem,
    /** Whole mails, as they lie in the box; at least as many as are waited for. */
    mails: async (least = 0): Promise<readonly string[]> => {
      const until = performance.now() + 30_000
      for (;;) {
        const all = box()
          .split(/^From $/m)
          .slice(1)
        if (all.length >= least || performance.now() > until) return all
        await pause(50)
      }
    },
    close,
  }
}
