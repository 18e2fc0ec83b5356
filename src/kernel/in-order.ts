/** Sources that are each in order, as one that is: of equal ones the earlier source's comes first. */
export async function* inOrder<T>(
  sources: readonly AsyncIterable<T>[],
  placeOf: (item: T) => number,
): AsyncGenerator<T> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]())
  const heads = await Promise.all(iterators.map((one) => one.next()))
  try {
    for (;;) {
      let first: number | null = null
      let place = Number.POSITIVE_INFINITY
      for (const [index, head] of heads.entries()) {
        if (head.done === true) continue
        const its = placeOf(head.value)
        if (first === null || its < place) [first, place] = [index, its]
      }
      const head = first === null ? undefined : heads[first]
      if (first === null || head === undefined || head.done === true) return
      yield head.value
      heads[first] = (await iterators[first]?.next()) ?? { done: true, value: undefined }
    }
  } finally {
    for (const one of iterators) void one.return?.()
  }
}
