import { suggest } from '../config/suggest.ts'
import { isDigest } from '../kernel/canonical.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Listing, Named } from './listing.ts'
import * as say from './messages-listing.ts'
import { isMalformed, isMoving } from './versions.ts'

/** A component, and what other people's files call it. */
export type Known = { readonly name: string; readonly knownAs?: readonly string[] }

/** What a file wants of one component. */
export type Wanted = Named & { readonly component: string }

/** `benefit-api` as a variable: BENEFIT_API, with or without `_VERSION`. */
const asVariable = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')

/** Which component a name of the file means: by its own name, by `known-as`, and of variables by its capitals. */
export const componentOf = (form: Listing['form'], name: string, known: readonly Known[]): string | null => {
  const exact = known.find((one) => one.name === name) ?? known.find((one) => one.knownAs?.includes(name))
  if (exact !== undefined) return exact.name
  if (form !== 'env') return null
  const same = known.filter((one) => [asVariable(one.name), `${asVariable(one.name)}_VERSION`].includes(name))
  // `a-b` and `a_b` are one variable: then `known-as` has to say which.
  return same.length === 1 ? (same[0]?.name ?? null) : null
}

/** What a file of this form calls a component. */
export const nameIn = (form: Listing['form'], { name, knownAs = [] }: Known): string => {
  if (form !== 'env')
    return form === 'own' ? name : (knownAs.find((one) => !/^[A-Z0-9_]+$/.test(one)) ?? name)
  return knownAs.find((one) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(one)) ?? `${asVariable(name)}_VERSION`
}

const valueProblems = (one: Wanted): readonly Problem[] => {
  const { component, version, digest } = one
  if (digest !== null && !isDigest(digest)) return [{ ...say.badDigest(component), place: one.digestAt }]
  if (version === null) return []
  if (version === '' || isMoving(version))
    return [{ ...say.movingName(component, version), place: one.versionAt }]
  return isMalformed(version) ? [{ ...say.malformed(component, version), place: one.versionAt }] : []
}

/**
 * What a listing wants of each component, and all that no release may be made of: unknown and doubled components, one
 * that is left out, names that move, versions that are none, digests of another algorithm. Each with its place.
 */
export const checkListing = (
  listing: Listing,
  known: readonly Known[],
): { readonly wanted: readonly Wanted[]; readonly problems: readonly Problem[] } => {
  const wanted = new Map<string, Wanted>()
  const problems: Problem[] = []
  const all = known.flatMap(({ name, knownAs = [] }) => [name, ...knownAs])
  for (const one of listing.named) {
    const component = componentOf(listing.form, one.name, known)
    if (component === null) {
      const names = known.map(({ name }) => name)
      problems.push({ ...say.unknownName(one.name, suggest(one.name, all), names), place: one.place })
      continue
    }
    const before = wanted.get(component)
    if (before !== undefined) {
      const doubled = say.sameComponent(one.name, component, before.name, before.place)
      problems.push({ ...doubled, place: one.place })
      continue
    }
    wanted.set(component, { ...one, component })
  }
  for (const one of wanted.values()) problems.push(...valueProblems(one))
  for (const { name } of known)
    if (!wanted.has(name))
      problems.push({ ...say.leftOut(name), place: { file: listing.file, line: 1, column: 1 } })
  return { wanted: [...wanted.values()], problems: problems.slice(0, 50) }
}
