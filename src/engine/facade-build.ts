import type { Digest } from '../kernel/canonical.ts'
import type { Ms } from '../kernel/time.ts'

/** What a commit was built into. */
export type BuildView = {
  readonly application: string
  readonly commit: string
  readonly took: Ms
  readonly components: readonly {
    readonly name: string
    readonly digest: Digest
    readonly cached: boolean
    readonly took: Ms
    readonly runtime: string
    readonly integrity: string
  }[]
}
