import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { keyMissing, notSigned, toolMissing } from '../cli/messages-policy.ts'
import { ProblemError } from '../kernel/problem.ts'

/** Keys that ssh itself would try, in its order. */
const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_ed25519_sk', 'id_ecdsa_sk']

/** The private key, or the public half of one that an agent holds. */
const keyFile = (key: string | null, home: string, folder: string): string => {
  if (key !== null) {
    const file = isAbsolute(key) ? key : resolve(folder, key)
    if (!existsSync(file)) throw new ProblemError(keyMissing(file))
    return file
  }
  const found = usual
    .flatMap((name) => [join(home, '.ssh', name), join(home, '.ssh', `${name}.pub`)])
    .find((file) => existsSync(file))
  if (found === undefined) throw new ProblemError(keyMissing(null))
  return found
}

const run = (
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
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
  here: {
    readonly home: string
    readonly folder: string
    readonly environment: Readonly<Record<string, string | undefined>>
  },
  text: string,
  key: string | null,
  namespace: string,
): Promise<string> => {
  const file = keyFile(key, here.home, here.folder)
  const place = await mkdtemp(join(tmpdir(), 'ecluse-sign-'))
  try {
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
