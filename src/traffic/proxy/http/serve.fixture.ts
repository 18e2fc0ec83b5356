import { Balance } from './balance.ts'
import { Deadlines } from './deadlines.ts'
import type { Job, Outcome } from './exchange.ts'
import { Front } from './front.ts'
import { InstanceTarget } from './instance.ts'
import { forwardedFields, type ReadRequest, requestHead } from './request.ts'

export type Served = {
  readonly port: number
  readonly outcomes: Outcome[]
  readonly targets: readonly InstanceTarget[]
  /** Exchanges under way. */
  open(): number
  close(): void
}

/** A front that passes everything on to instances on these ports. */
export const serve = async (
  ports: readonly number[],
  given: { timeout?: number; trusted?: boolean } = {},
): Promise<Served> => {
  const outcomes: Outcome[] = []
  let open = 0
  const balance = new Balance()
  const targets = ports.map((port, i) => new InstanceTarget(`i${i}`, port, () => {}))
  for (const target of targets) target.use = 'ready'
  balance.replace(targets)
  const trusted = given.trusted === true
  const deadlines = new Deadlines()
  const front = new Front(
    {
      reading: { trusted, personHeader: undefined },
      place: (request: ReadRequest, address: string): Job => {
        open += 1
        return {
          balance,
          request,
          head: requestHead(request, trusted ? '' : forwardedFields(address, request.host)),
          timeout: given.timeout ?? 10_000,
          decorate: () => {},
          answered: (outcome) => void outcomes.push(outcome),
          closed: () => {
            open -= 1
          },
        }
      },
    },
    deadlines,
  )
  await new Promise<void>((resolve) => front.server.listen(0, '127.0.0.1', resolve))
  const address = front.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    outcomes,
    targets,
    open: () => open,
    close: () => {
      deadlines.close()
      front.server.close()
      front.server.closeAllConnections()
      for (const target of targets) target.pool.close(true)
    },
  }
}
