import { ProblemError } from '../kernel/problem.ts'
import type { Happening } from '../records/types.ts'
import { problemsOf } from './status.ts'

const beat = Symbol('beat')

/** The items of a source, and a mark whenever none came for a while; its end is the source's. */
async function* withBeats(
  source: AsyncIterator<unknown>,
  first: Promise<IteratorResult<unknown>>,
  every: number,
) {
  let next = first
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined
      const quiet = new Promise<typeof beat>((resolve) => {
        timer = setTimeout(resolve, every, beat)
      })
      const result = await Promise.race([next, quiet])
      clearTimeout(timer)
      if (result === beat) {
        yield beat
        continue
      }
      if (result.done === true) return
      yield result.value
      next = source.next()
    }
  } finally {
    void source.return?.()?.catch(() => undefined)
  }
}

type Written = {
  readonly item: (value: unknown) => string
  readonly beat: string
  readonly failed: (error: unknown) => string
}

const problemsJson = (error: unknown): string => JSON.stringify({ problems: problemsOf(error) })

const lines: Written = {
  item: (value) => `${JSON.stringify(value)}\n`,
  beat: '\n',
  failed: (error) => `${problemsJson(error)}\n`,
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html: `id` is the happening's number. */
const events: Written = {
  item: (value) => `id: ${(value as Happening).seq}\nevent: happening\ndata: ${JSON.stringify(value)}\n\n`,
  beat: ': still here\n\n',
  failed: (error) => `event: problems\ndata: ${problemsJson(error)}\n\n`,
}

export const mediaTypes = {
  lines: 'application/x-ndjson',
  events: 'text/event-stream',
  bytes: 'application/x-tar',
} as const

/** Bytes, begun: a source that fails at once throws here. */
export const beginBytes = async (source: AsyncIterable<unknown>): Promise<AsyncIterable<unknown>> => {
  const iterator = source[Symbol.asyncIterator]()
  const first = await iterator.next()
  return rest(first, iterator)
}

async function* rest(first: IteratorResult<unknown>, iterator: AsyncIterator<unknown>) {
  try {
    for (let next = first; next.done !== true; next = await iterator.next()) yield next.value
  } finally {
    await iterator.return?.()
  }
}

/** How long a source may fail in its own status; after that its problems are the stream's last item. */
const patience = 250
const beatEvery = 10_000

/** A stream's text, begun: a source that fails at once throws here. */
export const begin = async (
  source: AsyncIterable<unknown>,
  kind: 'lines' | 'events',
): Promise<AsyncIterable<string>> => {
  const iterator = source[Symbol.asyncIterator]()
  const first = iterator.next()
  let timer: NodeJS.Timeout | undefined
  await Promise.race([
    first,
    new Promise((resolve) => {
      timer = setTimeout(resolve, patience)
    }),
  ]).finally(() => clearTimeout(timer))
  return written(iterator, first, kind === 'lines' ? lines : events)
}

async function* written(
  iterator: AsyncIterator<unknown>,
  first: Promise<IteratorResult<unknown>>,
  how: Written,
): AsyncGenerator<string> {
  // Something at once, so that the client has its headers.
  yield how.beat
  try {
    for await (const value of withBeats(iterator, first, beatEvery))
      yield value === beat ? how.beat : how.item(value)
  } catch (error) {
    if (!(error instanceof ProblemError) && (error as Error).name === 'AbortError') return
    yield how.failed(error)
  }
}
