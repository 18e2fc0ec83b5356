/** What was worked out from what never changes, by what it was made of; a bounded number of answers a keeper. */
const all = new WeakMap<object, Map<string, Promise<unknown>>>()
const most = 500

export const remembered = <T>(keeper: object, key: string, make: () => Promise<T>): Promise<T> => {
  const mine = all.get(keeper) ?? new Map<string, Promise<unknown>>()
  all.set(keeper, mine)
  const known = mine.get(key)
  if (known !== undefined) return known as Promise<T>
  if (mine.size >= most) mine.clear()
  const made = make()
  mine.set(key, made)
  // What failed may be there next time.
  made.catch(() => mine.delete(key))
  return made
}
