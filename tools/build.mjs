// `npm run build`: compiles src/ to dist/src/, with its imports rewritten from .ts to .js, and copies what is not
// TypeScript. The npm package holds this; a clone runs the sources as they are.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, pinnedNode, root } from './install.mjs'

const made = join(root, `dist.${process.pid}`)
const dist = join(root, 'dist')

/** Data that the code reads beside itself. */
const copied = /\.(json|sql|css|html|svg|txt)$/

const copyData = (from, to) => {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) {
      if (entry.name !== 'vectors') copyData(source, target)
    } else if (copied.test(entry.name)) cpSync(source, target)
  }
}

await ensureInstalled()
const node = pinnedNode() ?? process.execPath
const tsc = join(root, 'node_modules/typescript/bin/tsc')
try {
  const { status } = spawnSync(node, [tsc, '-p', 'tsconfig.build.json', '--outDir', made], {
    cwd: root,
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
  if (status === 0) {
    copyData(join(root, 'src'), join(made, 'src'))
    // Only a whole build takes the place of the one before.
    rmSync(dist, { recursive: true, force: true })
    renameSync(made, dist)
  }
} finally {
  if (existsSync(made)) rmSync(made, { recursive: true, force: true })
}
