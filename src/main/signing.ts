import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { keyMissing, notSigned, toolMissing } from '../cli/messages-policy.ts'
import { keyOf } from '../identity/public-key.ts'
import type { PublicKey } from '../identity/types.ts'
import { ProblemError } from '../kernel/problem.ts'

/** Keys that ssh itself would try, in its order. */
const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_ed25519_sk', 'id_ecdsa_sk']

type Here = {
  readonly home: string
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** What `ssh-add -L` lists: public keys that the agent holds, in its order; none where there is no agent. */
const agentKeys = (environment: Here['environment']): Promise<readonly PublicKey[]> =>
  new Promise((done) => {
    if (environment['SSH_AUTH_SOCK'] === undefined) return done([])
    execFile('ssh-add', ['-L'], { env: environment, timeout: 10_000 }, (error, out) => {
      const lines = error === null ? out.split('\n') : []
      done(
        lines.flatMap((line) => {
          const [type = '', blob = '', ...comment] = line.split(' ')
          return keyOf(type, blob, comment.join(' ')) ?? []
        }),
      )
    })
  })

/** One that stands in no file: its public half is put where ssh-keygen finds it. */
const fromAgent = async ({ environment }: Here, wanted: string | null, place: string): Promise<string> => {
  const found = (await agentKeys(environment)).find(
    ({ fingerprint }) => wanted === null || fingerprint === wanted,
  )
  if (found === undefined) throw new ProblemError(keyMissing(wanted))
  const file = join(place, 'agent.pub')
  await writeFile(file, `${found.type} ${found.blob} ${found.comment}\n`, { mode: 0o600 })
  return file
}

/** The private key, or the public half of one that an agent holds: in a file, or in the agent alone. */
const keyFile = async (here: Here, key: string | null, place: string): Promise<string> => {
  if (key?.startsWith('SHA256:') === true) return fromAgent(here, key, place)
  if (key !== null) {
    const file = isAbsolute(key) ? key : resolve(here.folder, key)
    if (!existsSync(file)) throw new ProblemError(keyMissing(file))
    return file
  }
  const found = usual
    .flatMap((name) => [join(here.home, '.ssh', name), join(here.home, '.ssh', `${name}.pub`)])
    .find((file) => existsSync(file))
  return found ?? fromAgent(here, null, place)
}

const run = (
  args: readonly string[],
  environment: Here['environment'],
): Promise<{ code: number; said: string }> =>
  new Promise((done, failed) => {
    // A passphrase or a touch is asked for at the person's own terminal.
    const child = spawn('ssh-keygen', args, { env: environment, stdio: ['inherit', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (part: string) => {
      said = `${said}${part}`.slice(-2_000)
      if (process.stderr.isTTY) process.stderr.write(part)
    })
    child.on('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'ENOENT' ? new ProblemError(toolMissing(), error) : error),
    )
    child.on('close', (code) => done({ code: code ?? 1, said: said.trim() }))
  })

/** Signs a text by the person's own key: by file, agent or security key. Nothing of it stays on the disk. */
export const sign = async (
  here: Here,
  text: string,
  key: string | null,
  namespace: string,
): Promise<string> => {
  const place = await mkdtemp(join(tmpdir(), 'ecluse-sign-'))
  try {
    const file = await keyFile(here, key, place)
    const statement = join(place, 'statement')
    await writeFile(statement, text, { mode: 0o600 })
    const { code, said } = await run(
      ['-q', '-Y', 'sign', '-n', namespace, '-f', file, statement],
      here.environment,
    )
    if (code !== 0) throw new ProblemError(notSigned(file, said.split('\n').at(-1) ?? ''))
    return await readFile(`${statement}.sig`, 'utf8')
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}
