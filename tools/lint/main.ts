import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { checkHouse } from './house.ts'
import { render } from './problem.ts'

/** What is looked at, from the root; the rest is data, or is made. */
const FOLDERS = ['src', 'demo', 'bench', 'tools', 'test']
const LEFT_OUT = new Set(['node_modules', 'dist', 'vectors'])

const walk = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : [path]
  })

const root = process.argv[2] ?? join(import.meta.dirname, '..', '..')
const paths = FOLDERS.map((folder) => join(root, folder))
  .filter((folder) => existsSync(folder))
  .flatMap(walk)
const files = paths
  .filter((path) => /\.(ts|mjs)$/.test(path) || path.endsWith('README.md'))
  .map((path) => ({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))

const problems = checkHouse(files)
for (const problem of problems) process.stdout.write(`${render(problem)}\n`)
process.stdout.write(`rings and purity: ${files.length} files, ${problems.length} problems\n`)
process.exitCode = problems.length === 0 ? 0 : 1
