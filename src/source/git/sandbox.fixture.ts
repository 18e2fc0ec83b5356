import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Real repositories in temporary folders, for tests. */
export type Sandbox = {
  readonly root: string
  git(folder: string, ...args: string[]): string
  /** A new repository with a first commit of these files; gives its folder. */
  repository(name: string, files?: Readonly<Record<string, string>>): string
  write(folder: string, files: Readonly<Record<string, string>>): void
  commit(folder: string, files: Readonly<Record<string, string>>, message?: string): string
  remove(): void
}

const environment = (root: string) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: root,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Éloïse Test',
  GIT_AUTHOR_EMAIL: 'eloise@example.org',
  GIT_COMMITTER_NAME: 'Éloïse Test',
  GIT_COMMITTER_EMAIL: 'eloise@example.org',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
})

export const openSandbox = (): Sandbox => {
  const root = mkdtempSync(join(tmpdir(), 'ecluse-git-'))
  const git = (folder: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd: folder,
      env: environment(root),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    }).trim()
  const write = (folder: string, files: Readonly<Record<string, string>>): void => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
  }
  const commit = (folder: string, files: Readonly<Record<string, string>>, message = 'a change'): string => {
    write(folder, files)
    git(folder, 'add', '-A')
    git(folder, 'commit', '-q', '--allow-empty', '-m', message)
    return git(folder, 'rev-parse', 'HEAD')
  }
  return {
    root,
    git,
    write,
    commit,
    repository: (name, files = { 'README.md': 'hello\n' }) => {
      const folder = join(root, name)
      mkdirSync(folder, { recursive: true })
      git(folder, 'init', '-q', '-b', 'main')
      commit(folder, files, 'first')
      return folder
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
