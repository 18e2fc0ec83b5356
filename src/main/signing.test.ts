import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifySignature } from '../provenance/sshsig.ts'
import { sign } from './signing.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-agent-'))
const socket = join(root, 'agent.sock')
const homes = { files: join(root, 'files'), empty: join(root, 'empty') }
const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
const withAgent = { ...process.env, SSH_AUTH_SOCK: socket }
const without = { ...process.env, SSH_AUTH_SOCK: undefined }

const keygen = (...args: readonly string[]) => execFileSync('ssh-keygen', args, { stdio: 'pipe' }).toString()
const fingerprint = (name: string) => keygen('-lf', join(root, `${name}.pub`)).split(' ')[1] ?? ''

beforeAll(async () => {
  for (const home of Object.values(homes)) mkdirSync(join(home, '.ssh'), { recursive: true })
  for (let tries = 0; !existsSync(socket) && tries < 600; tries += 1)
    await new Promise((go) => setTimeout(go, 50))
  for (const [name, type] of [
    ['one', 'ed25519'],
    ['two', 'ecdsa'],
  ] as const) {
    keygen('-q', '-t', type, '-N', '', '-C', name, '-f', join(root, name))
    execFileSync('ssh-add', ['-q', join(root, name)], { env: withAgent, stdio: 'pipe' })
    // From here on the private key is in the agent alone.
    rmSync(join(root, name))
  }
})
afterAll(async () => {
  const over = once(agent, 'close')
  agent.kill()
  await over
  rmSync(root, { recursive: true, force: true })
})

const by = async (
  home: string,
  key: string | null,
  environment: Record<string, string | undefined> = withAgent,
) => {
  const armored = await sign({ home, folder: root, environment }, 'words', key, 'ecluse')
  const signer = verifySignature(armored, 'words', 'ecluse')
  return typeof signer === 'string' ? signer : signer.fingerprint
}
const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('ecluse-sign-'))

describe('a key that only an agent holds', () => {
  it('signs by its public half, by its fingerprint, or as the first where there is no other', async () => {
    const before = left().length
    expect(await by(homes.empty, 'two.pub')).toBe(fingerprint('two'))
    expect(await by(homes.empty, fingerprint('two'))).toBe(fingerprint('two'))
    expect(await by(homes.empty, null)).toBe(fingerprint('one'))
    expect(left()).toHaveLength(before)
  })

  it('comes after a file that ssh itself would try', async () => {
    const file = join(homes.files, '.ssh', 'id_ed25519')
    keygen('-q', '-t', 'ed25519', '-N', '', '-f', file)
    expect(await by(homes.files, null)).toBe(keygen('-lf', `${file}.pub`).split(' ')[1])
    // The public half alone lies there: the agent signs with what it holds, and says so where it does not.
    rmSync(file)
    await expect(by(homes.files, null)).rejects.toThrow(/not-signed/)
  })

  it('is missed by name', async () => {
    await expect(by(homes.empty, 'SHA256:none')).rejects.toThrow(/no-key.*SHA256:none/)
    await expect(by(homes.empty, fingerprint('one'), without)).rejects.toThrow(/no-key/)
    await expect(by(homes.empty, null, without)).rejects.toThrow(/no agent holds one/)
    await expect(by(homes.empty, 'one.pub', without)).rejects.toThrow(/not-signed/)
    expect(readFileSync(join(root, 'one.pub'), 'utf8')).toContain('ssh-ed25519')
  })
})
