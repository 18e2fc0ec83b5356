import { z } from 'zod'
import { ProblemError } from '../kernel/problem.ts'
import { commitId, name } from './basics.ts'
import { badOffer } from './messages.ts'

/** What a pack brings: its commit, the boundaries of a shallow clone, and what the client's tags call the commit. */
export const offer = name(
  'Offer',
  z.object({ commit: commitId, shallow: z.array(commitId).max(20_000), version: z.string().exactOptional() }),
)
export type Offer = z.output<typeof offer>

const longestOffer = 1_048_576
const newline = 0x0a

/**
 * Splits a body into its first line and the bytes after it, which are read only while they are taken. The line is
 * bounded (1 MiB). Throws `bad-offer`.
 */
export const splitOffer = async (
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly offer: Offer; readonly pack: AsyncIterable<Uint8Array> }> => {
  const chunks = body[Symbol.asyncIterator]()
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const next = await chunks.next()
    if (next.done === true) throw new ProblemError(badOffer())
    const end = next.value.indexOf(newline)
    parts.push(end < 0 ? next.value : next.value.subarray(0, end))
    size += parts.at(-1)?.length ?? 0
    if (size > longestOffer) throw new ProblemError(badOffer())
    if (end >= 0) return { offer: readOffer(parts), pack: rest(next.value.subarray(end + 1), chunks) }
  }
}

const readOffer = (parts: readonly Uint8Array[]): Offer => {
  try {
    return offer.parse(JSON.parse(Buffer.concat(parts).toString('utf8')))
  } catch (error) {
    throw new ProblemError(badOffer(), error)
  }
}

async function* rest(first: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value
}
