import { LinesClient } from '../../lines/client.ts'
import type { Router, RouterReading, SplitReading } from '../../ports/router.ts'
import type { SignalSource, TelemetryPage } from '../../ports/signal-source.ts'

/**
 * The data plane over its socket. Calls throw its problems (`stale-generation`, `disk-full`, `address-taken`, ...),
 * `not-there` when none answers, `connection-lost` when it died before answering: every call may be repeated.
 */
export const connectRouter = (socketPath: string): Router & SignalSource & { close(): void } => {
  const client = new LinesClient(socketPath)
  return {
    route: (split) => client.call<SplitReading>('route', { split }),
    check: async (split) => {
      await client.call<null>('check', { split })
    },
    maintain: async (environment, wanted) => {
      await client.call<null>('maintain', { environment, wanted })
    },
    hold: async (environment, generation) => {
      await client.call<null>('hold', { environment, generation })
    },
    remove: async (environment, generation) => {
      await client.call<null>('remove', { environment, generation })
    },
    forget: async (environment, hosts) => {
      await client.call<null>('forget', { environment, hosts })
    },
    read: () => client.call<RouterReading>('read'),
    rows: (cursor, limit) => client.call<TelemetryPage>('rows', { cursor, limit }),
    cursorAt: (second) => client.call<number>('cursor-at', { second }),
    close: () => client.close(),
  }
}
