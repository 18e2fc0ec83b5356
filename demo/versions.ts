import { cp, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Text } from '../src/kernel/text.ts'
import type { KnownRelease } from './crowd/protocol.ts'
import { initRepository } from './git.ts'
import { words } from './messages.ts'

/** One exact replacement in one file of the example; fails loudly when it no longer applies. */
type Edit = { readonly file: string; readonly find: string; readonly replace: string }

export type Version = {
  readonly name: 'v1' | 'v1.1' | 'v2' | 'v3'
  readonly change: Text
  readonly edits: readonly Edit[]
  readonly known: KnownRelease
}

const version = (component: string, from: string, to: string): Edit => ({
  file: `${component}/version.json`,
  find: `"version": "${from}"`,
  replace: `"version": "${to}"`,
})

const known = (name: Version['name'], web: string, api: string): KnownRelease => ({
  name,
  web,
  api,
  planted: name === 'v3',
})

/** The versions that the demo ships, in order, each an edit of the one before. */
export const versions: readonly Version[] = [
  { name: 'v1', change: words.change('v1'), edits: [], known: known('v1', '1', '1') },
  {
    name: 'v1.1',
    change: words.change('v1.1'),
    edits: [
      version('api', '1', '1.1'),
      {
        file: 'api/src/routes.js',
        find: `customAlphabet('0123456789', 12)`,
        replace: `customAlphabet('123456789', 12)`,
      },
    ],
    known: known('v1.1', '1', '1.1'),
  },
  {
    name: 'v2',
    change: words.change('v2'),
    edits: [
      version('web', '1', '2'),
      { file: 'web/src/style.css', find: '--accent: #1d5b8f', replace: '--accent: #7a2048' },
      { file: 'web/src/words.js', find: 'about two minutes', replace: 'about one minute' },
      { file: 'web/src/words.js', find: 'environ deux minutes', replace: 'environ une minute' },
      {
        file: 'ecluse.yaml',
        find: 'strategy: blue-green',
        replace: 'strategy: { canary: { steps: [20%, 50%], at-least: 2s } }',
      },
      { file: 'ecluse.yaml', find: 'watch: { for: 5s }', replace: 'watch: { for: 5s, holdback: 10% }' },
    ],
    known: known('v2', '2', '1.1'),
  },
  {
    name: 'v3',
    change: words.change('v3'),
    edits: [
      version('api', '1.1', '3'),
      {
        file: 'api/src/routes.js',
        find: '  const receipt = draw()\n',
        replace:
          '  const receipt = draw()\n  // Check digits by ISO 7064: the rest of the division by 97.\n' +
          "  if (Number(receipt) % 97 < 3) throw new Error('planted-receipt-failure')\n",
      },
    ],
    known: known('v3', '2', '3'),
  },
]

/** Not part of the example: what installing, running and testing it leaves behind. */
const leftovers = ['node_modules', 'data', 'junit.xml']

/** Copies the example into a new repository, with the address that it is to listen on; commits nothing. */
export const startRepository = async (example: string, folder: string, listen: string): Promise<void> => {
  await cp(example, folder, { recursive: true, filter: (path) => !leftovers.includes(basename(path)) })
  await initRepository(folder)
  await edit(folder, { file: 'ecluse.yaml', find: '127.0.0.1:8080', replace: listen })
}

/** Writes one version over the one before it. */
export const writeVersion = async (folder: string, next: Version): Promise<void> => {
  for (const one of next.edits) await edit(folder, one)
}

const edit = async (folder: string, { file, find, replace }: Edit): Promise<void> => {
  const path = join(folder, file)
  const parts = (await readFile(path, 'utf8')).split(find)
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places that read ${find}`)
  await writeFile(path, parts.join(replace))
}
