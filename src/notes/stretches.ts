import type { About, Part } from './types.ts'

type Way = { readonly from: string | null; readonly to: string }

/** A way from one commit to another, and what moves along it. `about` absent: everything does. */
export type Stretch = Way & { readonly about?: About }

const same = (one: Way, other: Way): boolean => one.from === other.from && one.to === other.to

/**
 * The ways of components that stand at commits of their own. `leading`: of the repository as a whole, told first; what
 * belongs to no component is told there.
 */
export const stretchesOf = (parts: readonly Part[], leading: Way): readonly [Stretch, ...Stretch[]] => {
  const own = parts.map(({ name, from, to }) => ({ name, from: from ?? leading.from, to }))
  const along = (way: Way, others: boolean): Stretch => ({
    ...way,
    about: { components: own.filter((one) => same(one, way)).map(({ name }) => name), others },
  })
  const ways = own.filter(
    (one, at) => !same(one, leading) && own.findIndex((other) => same(other, one)) === at,
  )
  if (ways.length === 0) return [leading]
  return [along(leading, true), ...ways.map(({ from, to }) => along({ from, to }, false))]
}
