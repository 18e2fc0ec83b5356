import { LinesClient } from '../lines/client.ts'
import type {
  ApplicationUser,
  Job,
  JobSpec,
  RunKey,
  RunSpec,
  Supervision,
  SupervisorList,
} from '../ports/supervision.ts'
import type { Listed } from './requests.ts'

/**
 * The supervisor over its socket. Calls throw its problems (`stale-generation`, `disk-full`, ...), `not-there` when
 * none answers, `connection-lost` when it died before answering: every call may be repeated.
 */
export const connectSupervision = (socketPath: string): Supervision => {
  const client = new LinesClient(socketPath)
  const told = async (op: string, members: Readonly<Record<string, unknown>>): Promise<void> => {
    await client.call<null>(op, members)
  }
  return {
    run: (key: RunKey, generation: number, spec: RunSpec) => told('run', { key, generation, spec }),
    stop: (key, generation) => told('stop', { key, generation }),
    hold: (key, generation) => told('hold', { key, generation }),
    restart: (key, generation) => told('restart', { key, generation }),
    reserve: (key) => client.call<number>('reserve', { key }),
    job: (spec: JobSpec) => client.call<Job>('job', { spec }),
    cancelJob: (id) => told('cancel-job', { job: id }),
    task: (key, generation, spec) =>
      told('task', spec === null ? { key, generation } : { key, generation, spec }),
    user: (application) => client.call<ApplicationUser | null>('user', { application }),
    freeUser: (application) => told('free-user', { application }),
    list: listing(client),
    watch: (hear, lost) => watchList(socketPath, hear, lost),
    drained: (instances) => told('drained', { instances }),
    controlPlane: (wanted) => told('control-plane', { wanted }),
    renew: () => told('renew', {}),
    stopAll: () => told('stop-all', {}),
    close: () => client.close(),
  }
}

/** A list that is known to be unchanged is heard whole again after this, in milliseconds. */
const longestKnown = 8_000

/** Asks for the list, and is told only that nothing changed where it has it already. */
const listing = (client: LinesClient): (() => Promise<SupervisorList>) => {
  let known: { readonly mark: string; readonly list: SupervisorList; readonly at: number } | null = null
  return async () => {
    const before = known !== null && performance.now() - known.at < longestKnown ? known : null
    const at = performance.now()
    const answer = await client.call<Listed>('list', { known: before?.mark ?? '' })
    if ('unchanged' in answer) return before?.list ?? client.call<SupervisorList>('list')
    const { mark, ...list } = answer
    // One of an older version says none.
    known = mark === undefined ? null : { mark, list, at }
    return list
  }
}

/** Each subscription has a connection of its own: ended by closing it, so that the supervisor stops telling. */
const watchList = (
  socketPath: string,
  hear: (list: SupervisorList) => void,
  lost: (error: Error) => void,
): (() => void) => {
  const client = new LinesClient(socketPath)
  let over = false
  const forget = client.subscribe(
    'watch',
    {},
    (list) => {
      if (!over) hear(list as SupervisorList)
    },
    (error) => {
      if (!over) lost(error)
    },
  )
  return () => {
    over = true
    forget()
    client.close()
  }
}
