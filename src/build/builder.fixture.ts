import { mkdtempSync, rmSync } from 'node:fs'
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
