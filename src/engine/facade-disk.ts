import type { Instant } from '../kernel/time.ts'

/** What an application takes on the disk, in bytes, against its limit; `over`: what is left is needed. */
export type DiskView = {
  readonly bytes: number
  readonly atMost: number
  readonly at: Instant
  readonly over: boolean
}
