import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** What an application's own source says of how it serves. */
export type Seen = {
  /** The port that it takes where `PORT` is not set. */
  readonly port: number | null
  /** Whether `PORT` is read at all. */
  readonly readsPort: boolean
  readonly listens: boolean
  /** The path that says whether it is ready. */
  readonly ready: string | null
  /** Names of variables such as `API_URL`. */
  readonly addresses: ReadonlySet<string>
}

const sources = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx'])
const besides = new Set(['node_modules', 'dist', 'build', 'coverage', 'test', 'tests', '__tests__', 'public'])

/** More is not read: it is a guess, and a person reads what came of it. */
const mostFiles = 300
const mostBytes = 200_000

const filesIn = async (folder: string, skip: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = []
  const open = [folder]
  for (let at = open.shift(); at !== undefined && found.length < mostFiles; at = open.shift()) {
    const entries = await readdir(at, { withFileTypes: true }).catch(() => [])
    for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = join(at, entry.name)
      if (
        entry.isDirectory() &&
        !entry.name.startsWith('.') &&
        !besides.has(entry.name) &&
        !skip.includes(path)
      )
        open.push(path)
      else if (entry.isFile() && sources.has(extname(entry.name)) && !/\.(test|spec)\./.test(entry.name))
        found.push(path)
    }
  }
  return found.slice(0, mostFiles)
}

/** `process.env.PORT ?? 3000`, `Number(process.env['PORT'] || '3000')`, `listen(3000)`, `port: 3000`. */
const portPatterns = [
  /\bPORT['"\]]*\s*\)?\s*(?:\?\?|\|\|)\s*['"]?(\d{2,5})\b/,
  /\bPORT\s*=\s*['"]?(\d{2,5})\b/,
  /\.listen\(\s*(?:\{\s*port:\s*)?(\d{2,5})\b/,
  /\bport\s*[:=]\s*(\d{2,5})\b/i,
]
const readyPath = /['"`](\/(?:[a-z0-9/_-]*\/)?(?:readyz?|readiness|healthz?|health-?check|livez?))['"`]/i

const portIn = (text: string): number | null => {
  for (const pattern of portPatterns) {
    const port = Number(pattern.exec(text)?.[1])
    if (port >= 1 && port <= 65_535) return port
  }
  return null
}

/** Reads what a folder's sources say; `skip`: folders of other components. */
export const lookInto = async (folder: string, skip: readonly string[] = []): Promise<Seen> => {
  let port: number | null = null
  let ready: string | null = null
  let readsPort = false
  let listens = false
  const addresses = new Set<string>()
  for (const path of await filesIn(folder, skip)) {
    const { size } = await stat(path).catch(() => ({ size: mostBytes }))
    const text = size < mostBytes ? await readFile(path, 'utf8').catch(() => '') : ''
    readsPort ||= /\bPORT\b/.test(text)
    listens ||= /\.listen\(|createServer\(|\bserve\(/.test(text)
    port ??= portIn(text)
    const found = readyPath.exec(text)?.[1] ?? null
    // The one named ready says most.
    if (found !== null && (ready === null || (!/ready/i.test(ready) && /ready/i.test(found)))) ready = found
    for (const [name] of text.matchAll(/\b[A-Z][A-Z0-9_]*_URL\b/g)) addresses.add(name)
  }
  return { port, readsPort, listens, ready, addresses }
}
