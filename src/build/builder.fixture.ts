import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import { openFolder } from '../folder/open.ts'
import type { Builder, BuildPlan, TestPlan } from '../ports/builder.ts'
import { openRepository, packFor, resolveCommit } from '../source/git/client.ts'
import { openSandbox, type Sandbox } from '../source/git/sandbox.fixture.ts'
import { GitSource } from '../source/git/server.ts'
import { createBuilder } from './builder.ts'
import { directSupervision, type FixtureSupervision } from './supervision.fixture.ts'

/** A builder over real git, a real data folder and jobs that really run. */
export type Yard = {
  readonly box: Sandbox
  readonly folder: Folder
  readonly builder: Builder
  readonly supervision: FixtureSupervision
  /** What was said for people, in English. */
  readonly said: string[]
  readonly progress: (line: { readonly en: string }) => void
  ship(repository: string): Promise<string>
  plan(commit: string, more?: Partial<BuildPlan>): BuildPlan
  test(commit: string, more?: Partial<TestPlan>): TestPlan
  remove(): void
}

const common = { application: 'app', component: 'web', context: '.' }

export const openYard = (root = mkdtempSync(join(tmpdir(), 'ecluse-build-'))): Yard => {
  const box = openSandbox()
  const folder = openFolder(join(root, 'data'))
  const source = new GitSource({ repositories: folder.repositories })
  const supervision = directSupervision()
  const said: string[] = []
  return {
    box,
    folder,
    supervision,
    said,
    builder: createBuilder({ folder, source, supervision }),
    progress: (line) => said.push(line.en),
    ship: async (repository) => {
      const opened = await openRepository(repository)
      const commit = await resolveCommit(opened)
      const { shallow, stream } = await packFor(opened, commit, [])
      await source.receive('app', { commit, shallow }, stream)
      return commit
    },
    plan: (commit, more = {}) => ({
      ...common,
      commit,
      run: null,
      output: null,
      start: null,
      installScripts: [],
      within: 60_000,
      ...more,
    }),
    test: (commit, more = {}) => ({
      ...common,
      commit,
      name: 'unit',
      run: ['node', '--test'],
      report: null,
      within: 60_000,
      ...more,
    }),
    remove: () => {
      supervision.endAll()
      box.remove()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const locks = new Map<string, string>()

/** Makes the lockfile as a team does, with the machine's npm and the registry configured here; once for equal files. */
export const lock = (folder: string): void => {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8')
  const path = join(folder, 'package-lock.json')
  const known = locks.get(manifest)
  if (known === undefined) {
    const args = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund']
    execFileSync('npm', args, { cwd: folder, stdio: 'pipe' })
    locks.set(manifest, readFileSync(path, 'utf8'))
  } else writeFileSync(path, known)
}

/** A repository with these files committed, their lockfile made first where one is asked for. */
export const application = (
  { box }: Yard,
  name: string,
  files: Readonly<Record<string, string>>,
  locked = false,
): string => {
  const folder = box.repository(name, files)
  if (locked) {
    lock(folder)
    box.commit(folder, {})
  }
  return folder
}

/** A package as npm publishes one, from files; gives the dependency's `file:` name. */
export const pack = (
  { box }: Yard,
  name: string,
  manifest: Record<string, unknown>,
  files: Readonly<Record<string, string>>,
  into: string,
): string => {
  const folder = join(box.root, `package-${name}`)
  box.write(folder, { 'package.json': json({ name, version: '1.0.0', ...manifest }), ...files })
  mkdirSync(into, { recursive: true })
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', into]
  execFileSync('npm', args, { cwd: folder, stdio: 'pipe' })
  return `file:${name}-1.0.0.tgz`
}
