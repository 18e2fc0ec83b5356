import type { Conduct } from '../ports/supervision.ts'
import type { Exit } from './watched.ts'

/** Whether an end that nobody asked for is the last: by the policy of the run. */
export const isLast = ({ restart = 'always' }: Conduct, { code }: Pick<Exit, 'code'>): boolean =>
  restart === 'never' || (restart === 'on-failure' && code === 0)

/** A worker that did its work: no crash, and as good as ready. */
export const isDone = (conduct: Conduct, exit: Pick<Exit, 'code'>): boolean =>
  isLast(conduct, exit) && exit.code === 0 && conduct.serves === false
