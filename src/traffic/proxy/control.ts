import { ProblemError } from '../../kernel/problem.ts'
import type { Handle } from '../../lines/types.ts'
import type { Maintenance, Router, Split } from '../../ports/router.ts'
import type { SignalSource } from '../../ports/signal-source.ts'
import { unknownOperation } from './messages.ts'

const maxRows = 50_000

/** The operations of `proxy.sock`: `Router` and `SignalSource`, one request a line. `ready`: what is stored is served. */
export const control =
  (traffic: Router, signals: SignalSource, ready: Promise<unknown>): Handle =>
  async (request) => {
    await ready
    const environment = String(request['environment'])
    const generation = Number(request['generation'])
    switch (request.op) {
      case 'route':
        return traffic.route(request['split'] as Split)
      case 'check':
        await traffic.check?.(request['split'] as Split)
        return null
      case 'maintain':
        await traffic.maintain?.(environment, request['wanted'] as Maintenance)
        return null
      case 'hold':
        await traffic.hold(environment, generation)
        return null
      case 'remove':
        await traffic.remove(environment, generation)
        return null
      case 'forget':
        await traffic.forget?.(environment, request['hosts'] as readonly string[])
        return null
      case 'read':
        return traffic.read()
      case 'rows':
        return signals.rows(Number(request['cursor']), Math.min(maxRows, Number(request['limit'])))
      case 'cursor-at':
        return signals.cursorAt(Number(request['second']))
      default:
        throw new ProblemError(unknownOperation(request.op))
    }
  }
