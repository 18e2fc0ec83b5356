import type { Digest } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

/** Another component of the application whose build depends on more than its own folder. */
export type Neighbour = { readonly context: string; readonly dependsOn: readonly string[] }

/** A component's build as `ecluse.yaml` of the commit declares it. */
export type BuildPlan = {
  readonly application: string
  readonly component: string
  readonly commit: string
  /** Folder inside the repository, `.` for its root. */
  readonly context: string
  /** Files and folders of the repository that its commands find in their place too, and that make it another one. */
  readonly dependsOn?: readonly string[]
  /** Those whose folders it may take in as workspaces of the lockfile. */
  readonly neighbours?: readonly Neighbour[]
  /** Declared build: argv and the folder it writes; null where Écluse recognises a Node application. */
  readonly run: readonly string[] | null
  readonly output: string | null
  readonly start: readonly string[] | null
  /** Nothing of it runs: the image holds its files alone, this one among them where one is named. */
  readonly static?: { readonly fallback: string | null }
  /** Names of dependencies whose install scripts may run. */
  readonly installScripts: readonly string[]
  readonly within: Ms
}

export type Built = {
  /** Digest of the OCI image manifest. */
  readonly image: Digest
  /** Digest of the component's source tree: equal trees with equal plans and runtime build nothing. */
  readonly source: string
  /** True when nothing was built: the same source, plan and runtime were built before. */
  readonly cached: boolean
  /** argv that the image starts with. */
  readonly start: readonly string[]
  readonly runtime: { readonly name: 'node'; readonly version: string; readonly integrity: string }
  readonly took: Ms
  readonly log: string
}

export type TestPlan = {
  readonly application: string
  readonly component: string
  readonly commit: string
  readonly context: string
  /** As in the component's build. */
  readonly dependsOn?: readonly string[]
  readonly neighbours?: readonly Neighbour[]
  readonly name: string
  readonly run: readonly string[]
  /** JUnit or TAP report inside the context; null where the exit code decides and the count is unknown. */
  readonly report: string | null
  readonly within: Ms
  /** As in the component's build; none where it is left out. */
  readonly installScripts?: readonly string[]
}

export type Tested = {
  readonly passed: boolean
  readonly code: number | null
  readonly timedOut: boolean
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number } | null
  readonly why: Text
  readonly took: Ms
  readonly log: string
}

/** Progress for people: one line at a time. */
export type Progress = (line: Text) => void

/** Makes hermetic images, and runs declared tests in a clean checkout with all its lockfile dependencies. */
export interface Builder {
  build(plan: BuildPlan, progress: Progress): Promise<Built>
  test(plan: TestPlan, progress: Progress): Promise<Tested>
  /** Whether every blob of the image is there and has its digest. */
  present(image: Digest): Promise<boolean>
  /**
   * Frees what no image of `keep` needs: images, what is unpacked of them, caches beyond their bounds. What was built
   * in the last day stays, named by nobody yet; of `drop`, which had a name, only what was built in the last half
   * hour. Waits for its turn among builds.
   */
  sweep(keep: ReadonlySet<Digest>, drop?: ReadonlySet<Digest>): Promise<Swept>
  /** Bytes on the disk of images, unpacked ones too; what they share counts once. */
  weigh?(images: Iterable<Digest>): Promise<number>
}

/** Images that are gone, and the bytes that they took. */
export type Swept = { readonly images: readonly Digest[]; readonly bytes: number }
