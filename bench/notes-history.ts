import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

const yaml = (components: number): string =>
  [
    'application: large',
    'components:',
    ...Array.from(
      { length: components },
      (_, n) => `  part-${n}: { build: { context: parts/part-${n} }, port: ${8_000 + n} }`,
    ),
    `routes: [{ path: /, component: part-0 }]`,
    'environments:',
    '  production: { target: process, listen: 127.0.0.1:8080 }',
    '',
  ].join('\n')

const kinds = ['feat', 'fix', 'chore', 'docs', 'refactor', 'perf', 'test']

/** Of every ten: conventional commits, plain sentences, squashed pull requests; every fiftieth a revert. */
const subject = (n: number): string => {
  if (n % 50 === 49) return `Revert "${subject(n - 3)}"`
  const kind = kinds[n % kinds.length] ?? 'fix'
  if (n % 10 < 5) return `${kind}(part-${n % 50}): change number ${n}`
  return n % 10 < 8 ? `Let people see number ${n} (#${n})` : `Fix the crash in form ${n}`
}

/** A repository of `commits` commits over `components` components, from a tag `v1` to `main`; quick, by fast-import. */
export const makeHistory = async (folder: string, commits: number, components: number): Promise<void> => {
  execFileSync('git', ['init', '-q', '-b', 'main', folder])
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: folder,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
  const write = async (text: string): Promise<void> => {
    if (!child.stdin.write(text)) await once(child.stdin, 'drain')
  }
  for (let n = 0; n <= commits; n += 1) {
    const when = 1_700_000_000 + n * 60
    const message = n === 0 ? 'Begin' : subject(n)
    const file =
      n === 0
        ? `M 100644 inline ecluse.yaml\n${data(yaml(components))}`
        : `M 100644 inline parts/part-${n % components}/file-${n % 7}.js\n${data(`// ${n}\n`.repeat(20))}`
    await write(
      `commit refs/heads/main\nauthor Person ${n % 9} <person-${n % 9}@example.org> ${when} +0000\ncommitter Ada <ada@example.org> ${when} +0000\n${data(message)}${file}\n`,
    )
    if (n === 0) await write('reset refs/tags/v1.0.0\nfrom refs/heads/main\n\n')
  }
  child.stdin.end('done\n')
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`git fast-import: ${code}`)
  execFileSync('git', ['reset', '-q', '--hard'], { cwd: folder })
}
