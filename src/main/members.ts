import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import { whereFolder } from '../folder/open.ts'
import { readKeyLines } from '../identity/authorized-keys.ts'
import { membersDoctor } from '../identity/findings.ts'
import { createMembers } from '../members/authorized-keys-file.ts'
import type { Members } from '../ports/members.ts'
import { thisPackage } from './package-root.ts'

/** Where sshd looks for commands when it starts one for a user. */
const shellPath = ['/usr/local/bin', '/usr/bin', '/bin']

const launcher = (): string => join(thisPackage.root, 'bin', 'ecluse.js')

/** `ecluse` where the account's shell finds this very package by that name; else Node and the file itself. */
const program = (): readonly string[] => {
  const found = shellPath.map((folder) => join(folder, 'ecluse')).find((path) => existsSync(path))
  return found !== undefined && realpathSync(found) === realpathSync(launcher())
    ? ['ecluse']
    : [process.execPath, launcher()]
}

/** The account's own file, as sshd finds it by passwd; elsewhere where sshd is told another one. */
const keysFile = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment['ECLUSE_AUTHORIZED_KEYS'] || join(userInfo().homedir, '.ssh', 'authorized_keys')

/** For `doctor`, without a control plane; nothing where there is no file, or it cannot be read. */
export const memberFindings = (environment: Readonly<Record<string, string | undefined>>) => {
  try {
    const file = keysFile(environment)
    return existsSync(file) ? membersDoctor(file, readKeyLines(readFileSync(file, 'utf8'))) : []
  } catch {
    return []
  }
}

/** Who may come in by ssh to the account that this process runs as. */
export const membersOf = (folder: Folder): Members => {
  const usual = whereFolder(undefined, {}, userInfo().homedir)
  const here = existsSync(usual) && realpathSync(usual) === folder.root
  return createMembers({
    file: keysFile(process.env),
    program: program(),
    more: here ? [] : ['--data', folder.root],
  })
}
