// `npm run docs`: writes the pages that are made from the commands, and removes those of commands that are gone.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandFolders, commandPages } from './pages.ts'

const root = join(import.meta.dirname, '..', '..')
const pages = await commandPages()
const made = new Set(pages.map(({ file }) => file))
for (const folder of commandFolders) {
  mkdirSync(join(root, folder), { recursive: true })
  for (const name of readdirSync(join(root, folder)))
    if (!made.has(`${folder}/${name}`)) rmSync(join(root, folder, name))
}
for (const { file, text } of pages) writeFileSync(join(root, file), text)
