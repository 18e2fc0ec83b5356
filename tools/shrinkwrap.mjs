// Before `npm pack`: writes npm-shrinkwrap.json, the lockfile that a package may carry, from package-lock.json without
// what only development needs. So whoever installs the package gets the versions that were tested, Node included.
// `--remove` takes it away again: in a clone, package-lock.json alone rules.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './install.mjs'

const file = join(root, 'npm-shrinkwrap.json')

const withoutDevelopment = ({ packages, ...lock }) => {
  const { devDependencies: _, ...own } = packages['']
  const others = Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.dev)
  return { ...lock, packages: { '': own, ...Object.fromEntries(others) } }
}

if (process.argv.includes('--remove')) rmSync(file, { force: true })
else {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  writeFileSync(file, `${JSON.stringify(withoutDevelopment(lock), null, 2)}\n`)
}
