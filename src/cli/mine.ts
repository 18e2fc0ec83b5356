import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiClient } from '../api/client.ts'
import type { MineView } from '../engine/facade-policy.ts'
import { readPublicKeys } from '../identity/public-key.ts'
import type { Text } from '../kernel/text.ts'
import type { ExitCode } from './exit.ts'
import { nothingMine } from './messages-policy.ts'
import type { Context } from './verb.ts'

/** Fingerprints of the public keys in ~/.ssh: whose approvals are asked for is known by key. */
const ownKeys = (home: string): readonly string[] => {
  const folder = join(home, '.ssh')
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.pub'))
      .flatMap((name) => {
        try {
          const file = join(folder, name)
          return readPublicKeys(file, readFileSync(file, 'utf8')).map(({ fingerprint }) => fingerprint)
        } catch {
          // Somebody else's, or none: nothing is signed with it.
          return []
        }
      })
  } catch {
    return []
  }
}

const lines = ({ items }: MineView): readonly Text[] =>
  items.flatMap(({ application, environment, number, subject, text, line }) => [
    {
      en: `${application}   ${environment}   candidate ${number}: ${subject}`,
      fr: `${application}   ${environment}   version admissible ${number} : ${subject}`,
    },
    { en: `  ${text.en}`, fr: `  ${text.fr}` },
    ...(line === null ? [] : [{ en: `  next: ${line.en}`, fr: `  ensuite : ${line.fr}` }]),
  ])

/** `status --mine`: everything that waits for whoever asks. */
export const showMine = async (context: Context, client: ApiClient): Promise<ExitCode> => {
  const { terminal, machine } = context
  const keys = ownKeys(machine.home).slice(0, 50)
  const view = await client.get<MineView>('/v1/mine', keys.length === 0 ? {} : { keys: keys.join(',') })
  if (terminal.json) terminal.document('mine', view)
  else terminal.say(...(view.items.length === 0 ? [nothingMine] : lines(view)))
  return 0
}
