/** Names sorted so that each stands after all that it leads from; otherwise in their own order. */
export type Order = { readonly sorted: readonly string[]; readonly cycle: readonly string[] | null }

/** `before` gives what has to stand before a name; names that are not in the list are left out. */
export const inOrder = (names: readonly string[], before: (name: string) => readonly string[]): Order => {
  const known = new Set(names)
  const done = new Set<string>()
  const sorted: string[] = []
  const open: string[] = []
  let cycle: readonly string[] | null = null
  const visit = (name: string): void => {
    if (done.has(name) || !known.has(name)) return
    const again = open.indexOf(name)
    if (again >= 0) {
      cycle ??= [...open.slice(again), name]
      return
    }
    open.push(name)
    for (const earlier of before(name)) visit(earlier)
    open.pop()
    if (done.has(name)) return
    done.add(name)
    sorted.push(name)
  }
  for (const name of names) visit(name)
  return { sorted, cycle }
}
