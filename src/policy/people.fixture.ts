import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Statement, statementText } from '../identity/statement.ts'
import { sha256 } from '../kernel/canonical.ts'
import type { Received } from './types.ts'

export const manifest = sha256('manifest')
export const now = Date.UTC(2026, 10, 25, 15)
const day = 86_400_000

/** What is said where a test says nothing else. */
export const said: Statement = {
  format: 'ecluse-statement/1',
  application: 'shop',
  environment: 'production',
  action: 'approve',
  item: null,
  manifest,
  loosens: null,
  role: null,
  note: 'looked at it',
  signedAt: now - 60_000,
  expires: now + 5 * day,
}

/** Keys that the stock tool made, and what it signs with them. */
export const keyRing = (names: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-people-'))
  let counted = 0
  for (const name of names)
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)])
  const sign = (name: string, text: string, namespace = 'ecluse'): string => {
    const file = join(folder, `text-${counted++}`)
    writeFileSync(file, text)
    const args = ['-q', '-Y', 'sign', '-n', namespace, '-f', join(folder, name), file]
    execFileSync('ssh-keygen', args, { stdio: 'pipe' })
    return readFileSync(`${file}.sig`, 'utf8')
  }
  const line = (name: string, roles: string, more = ''): string => {
    const [type = '', blob = ''] = readFileSync(join(folder, `${name}.pub`), 'utf8').split(' ')
    return `${name} ${more}${type} ${blob} ${roles === '' ? '' : `roles=${roles} `}emails=${name}@example.org`
  }
  const signed = (name: string, change: Partial<Statement> = {}, at = now - 30_000): Received => {
    const statement = { ...said, ...change }
    const text = statementText(statement)
    return { id: String(counted), text, statement, signature: sign(name, text), by: name, at }
  }
  return {
    folder,
    sign,
    line,
    signed,
    clean: () => rmSync(folder, { recursive: true, force: true }),
  }
}
