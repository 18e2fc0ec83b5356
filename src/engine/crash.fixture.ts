import type { Clock } from '../ports/clock.ts'
import type { Parts } from './parts.ts'

const never = <T>(): Promise<T> => new Promise<T>(() => {})

export type Boundary = 'commit' | 'effect'

/**
 * The same parts, for one life that ends at the n-th boundary: right after a transaction was committed, or right
 * after an effect was performed. From then on nothing of that life does anything any more, as after a SIGKILL.
 */
export const mortal = (parts: Parts, at: number, refuse: () => Error | null = () => null) => {
  let dies = at
  const passed: Boundary[] = []
  let dead = false
  const boundary =
    (kind: Boundary) =>
    async <T>(value: T): Promise<T> => {
      passed.push(kind)
      if (passed.length === dies) dead = true
      return dead ? never<T>() : value
    }
  const alive =
    <A extends unknown[], T>(call: (...given: A) => Promise<T>) =>
    (...given: A): Promise<T> =>
      dead ? never<T>() : call(...given)
  const effect =
    <A extends unknown[], T>(call: (...given: A) => Promise<T>) =>
    (...given: A): Promise<T> =>
      dead ? never<T>() : call(...given).then(boundary('effect'))

  const clock: Clock = {
    now: () => parts.clock.now(),
    monotonic: () => parts.clock.monotonic(),
    wake: (after, call) => (dead ? () => {} : parts.clock.wake(after, () => (dead ? undefined : call()))),
  }
  const records = new Proxy(parts.records, {
    get: (db, name) => {
      if (name !== 'transaction') {
        const member: unknown = Reflect.get(db, name, db)
        return typeof member === 'function' ? member.bind(db) : member
      }
      return () => ({
        execute: (work: Parameters<ReturnType<typeof db.transaction>['execute']>[0]) =>
          dead
            ? never()
            : refuse() !== null
              ? Promise.reject(refuse())
              : db.transaction().execute(work).then(boundary('commit')),
      })
    },
  })
  const { target, router, signals, builder, source } = parts
  const life: Parts = {
    ...parts,
    clock,
    records,
    target: {
      run: effect(target.run),
      stop: effect(target.stop),
      hold: effect(target.hold),
      restart: effect(target.restart),
      task: effect(target.task),
      once: target.once,
      ask: effect(target.ask),
      answer: alive(target.answer),
      skipTask: effect(target.skipTask),
      read: alive(target.read),
      clean: alive(target.clean),
      logs: target.logs,
      ...(target.weigh === undefined ? {} : { weigh: target.weigh }),
    },
    router: {
      route: effect(router.route),
      hold: effect(router.hold),
      remove: effect(router.remove),
      read: alive(router.read),
      ...(router.check === undefined ? {} : { check: alive(router.check) }),
      ...(router.forget === undefined ? {} : { forget: effect(router.forget) }),
      ...(router.maintain === undefined ? {} : { maintain: effect(router.maintain) }),
    },
    archives: { keep: effect(parts.archives.keep) },
    signals: { rows: alive(signals.rows), cursorAt: alive(signals.cursorAt) },
    builder: {
      build: alive(builder.build),
      test: alive(builder.test),
      present: alive(builder.present),
      sweep: alive(builder.sweep),
      ...(builder.weigh === undefined ? {} : { weigh: builder.weigh }),
    },
    source: {
      ...source,
      info: alive(source.info),
      file: alive(source.file),
      contains: alive(source.contains),
    },
  }
  return {
    parts: life,
    isDead: () => dead,
    kill: () => {
      dead = true
    },
    passed: (): readonly Boundary[] => passed,
    spare: () => {
      dies = 0
    },
  }
}
