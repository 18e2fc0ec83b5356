import type { Ms } from '../kernel/time.ts'

/** How an environment meets the world. */
export type EdgeConfig = {
  /** A list for routes without a host, or what replaces the hosts of routes. */
  readonly hosts: readonly string[] | Readonly<Record<string, string>>
  readonly tls:
    | {
        readonly kind: 'files'
        readonly pairs: readonly { readonly certificate: string; readonly key: string }[]
      }
    | {
        readonly kind: 'acme'
        readonly directory: string
        readonly contact: string | null
        readonly root: string | null
      }
    | null
  /** Plain address that leads to TLS. */
  readonly redirect: string | null
  readonly trustedProxies: readonly string[]
  readonly limits: {
    /** Bytes; null: any. */
    readonly body: number | null
    readonly head: number
    readonly connections: number
    readonly perClient: number
    readonly patience: Ms
  }
  readonly accessLog: boolean
  readonly cohortDomain: string | null
}
