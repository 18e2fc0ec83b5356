import { ProblemError } from '../kernel/problem.ts'
import type { Handle, Request } from '../lines/types.ts'
import type { ApplicationUser, JobSpec, RunSpec, SupervisorList } from '../ports/supervision.ts'
import type { Jobs } from './jobs.ts'
import { badRequest, unknownRequest } from './messages.ts'
import type { Runs } from './runs.ts'
import type { Tasks } from './tasks.ts'
import type { Watchers } from './watchers.ts'

/** `mark` only for who says what it knows; `unchanged`: it knows the list. */
export type Listed = (SupervisorList & { readonly mark?: string }) | { readonly unchanged: true }

export type Served = {
  readonly runs: Runs
  readonly jobs: Jobs
  readonly tasks: Tasks
  readonly watchers: Watchers
  readonly reserve: (key: string) => Promise<number>
  readonly user: (application: string) => ApplicationUser | null
  readonly freeUser: (application: string) => void
  readonly list: (known: unknown) => Listed
  readonly controlPlane: (wanted: boolean) => Promise<void>
  readonly renew: () => Promise<void>
  readonly stopAll: () => Promise<void>
}

/** Answers the requests of the port `Supervision`; each says its own problems. */
export const answerRequests = (served: Served): Handle => {
  const done = async (work: void | Promise<void>): Promise<null> => {
    await work
    return null
  }
  return (request, subscriber) => {
    switch (request.op) {
      case 'run':
        return done(served.runs.run(key(request), generation(request), runSpec(request)))
      case 'stop':
        return done(served.runs.stop(key(request), generation(request)))
      case 'hold':
        return done(served.runs.hold(key(request), generation(request)))
      case 'restart':
        return done(served.runs.restart(key(request), generation(request)))
      case 'reserve':
        return served.reserve(key(request))
      case 'job':
        return served.jobs.job(jobSpec(request))
      case 'cancel-job':
        return done(served.jobs.cancel(words(request, 'job', request['job'])))
      case 'task':
        return done(
          request['spec'] === undefined
            ? served.tasks.skip(key(request), generation(request))
            : served.tasks.start(key(request), generation(request), jobSpec(request)),
        )
      case 'user':
        return served.user(words(request, 'application', request['application']))
      case 'free-user':
        return done(served.freeUser(words(request, 'application', request['application'])))
      case 'list':
        return served.list(request['known'])
      case 'watch':
        return void served.watchers.add(subscriber)
      case 'drained':
        return done(
          served.runs.drained(Array.isArray(request['instances']) ? request['instances'].map(String) : []),
        )
      case 'control-plane':
        return done(served.controlPlane(request['wanted'] === true))
      case 'renew':
        return done(served.renew())
      case 'stop-all':
        return done(served.stopAll())
      default:
        throw new ProblemError(unknownRequest(request.op))
    }
  }
}

const words = (request: Request, member: string, value: unknown): string => {
  if (typeof value === 'string' && value !== '') return value
  throw new ProblemError(badRequest(request.op, member))
}

const key = (request: Request): string => words(request, 'key', request['key'])

const generation = (request: Request): number => {
  const value = request['generation']
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new ProblemError(badRequest(request.op, 'generation'))
}

const runSpec = (request: Request): RunSpec => {
  const spec = request['spec'] as RunSpec | undefined
  const whole =
    Array.isArray(spec?.argv) &&
    typeof spec.cwd === 'string' &&
    typeof spec.logs === 'string' &&
    typeof spec.variables === 'object' &&
    typeof spec.addresses === 'object' &&
    typeof spec.ready === 'object' &&
    typeof spec.times === 'object' &&
    Number.isSafeInteger(spec.instances)
  if (whole) return spec
  throw new ProblemError(badRequest(request.op, 'spec'))
}

const jobSpec = (request: Request): JobSpec => {
  const spec = request['spec'] as JobSpec | undefined
  const whole =
    typeof spec?.id === 'string' &&
    Array.isArray(spec.argv) &&
    typeof spec.cwd === 'string' &&
    typeof spec.log === 'string' &&
    typeof spec.variables === 'object' &&
    typeof spec.within === 'number'
  if (whole) return spec
  throw new ProblemError(badRequest(request.op, 'spec'))
}
