import { componentOf, type Known } from './check-listing.ts'
import type { Listing } from './listing.ts'
import type { Manifest } from './types.ts'
import { compareVersions } from './versions.ts'

/** What is known of a component on one side; left out: not known there. */
export type Part = {
  readonly name: string
  readonly version?: string
  readonly commit?: string
  readonly image?: string
  readonly start?: string
  readonly runtime?: string
  /** By environment. */
  readonly configurations?: Readonly<Record<string, string>>
}

export type Side = { readonly parts: readonly Part[]; readonly migrations: readonly string[] | null }

export type Field = { readonly field: string; readonly left: string | null; readonly right: string | null }

export type Change = {
  readonly component: string
  readonly change: 'added' | 'removed' | 'changed'
  /** By Semantic Versions; null where they are none. */
  readonly direction: 'forward' | 'backward' | null
  readonly fields: readonly Field[]
}

export type ManifestDiff = {
  readonly changes: readonly Change[]
  /** Components that are the same as far as both sides tell. */
  readonly same: number
  readonly migrations: { readonly added: readonly string[]; readonly removed: readonly string[] }
}

const configurationsOf = (manifest: Manifest): ReadonlyMap<string, Record<string, string>> => {
  const found = new Map<string, Record<string, string>>()
  for (const [environment, components] of Object.entries(manifest.configurations))
    for (const [component, digest] of Object.entries(components)) {
      const own = found.get(component) ?? {}
      own[environment] = digest
      found.set(component, own)
    }
  return found
}

export const sideOfManifest = (manifest: Manifest): Side => {
  const configurations = configurationsOf(manifest)
  return {
    parts: manifest.components.map((one) => ({
      name: one.name,
      version: one.version,
      commit: one.commit,
      image: one.image,
      start: JSON.stringify(one.start),
      runtime: `${one.runtime.name} ${one.runtime.version} ${one.runtime.integrity}`,
      configurations: configurations.get(one.name) ?? {},
    })),
    migrations: manifest.migrations.map(
      ({ component, phase, file, digest }) => `${component} ${phase} ${file} ${digest.slice(0, 19)}`,
    ),
  }
}

/** A file as a side: names of the file stand for themselves where no component is known by them. */
export const sideOfListing = (listing: Listing, known: readonly Known[]): Side =>
  listing.manifest === null
    ? {
        parts: listing.named.map(({ name, version, digest }) => ({
          name: componentOf(listing.form, name, known) ?? name,
          ...(version === null ? {} : { version }),
          ...(digest === null ? {} : { image: digest }),
        })),
        migrations: null,
      }
    : sideOfManifest(listing.manifest)

/** The id in a commit's version: alone, or as `git describe` writes it after a tag. */
const idIn = (version: string | undefined): string | null =>
  /^(?:.*-\d+-g)?([0-9a-f]{7,40})$/.exec(version ?? '')?.[1] ?? null

/** A commit in full and its beginning are one version. */
const sameVersion = (left: Part, right: Part): boolean => {
  if (left.version === right.version) return true
  const names = (one: Part, other: Part): boolean => {
    const id = idIn(one.version)
    return id !== null && (other.commit ?? idIn(other.version) ?? '').startsWith(id)
  }
  return names(left, right) || names(right, left)
}

const fieldsOf = (left: Part, right: Part): readonly Field[] => {
  const fields: Field[] = []
  if (left.version !== undefined && right.version !== undefined && !sameVersion(left, right))
    fields.push({ field: 'version', left: left.version, right: right.version })
  for (const field of ['commit', 'image', 'start', 'runtime'] as const) {
    const [a, b] = [left[field], right[field]]
    if (a !== undefined && b !== undefined && a !== b) fields.push({ field, left: a, right: b })
  }
  const [mine, theirs] = [left.configurations, right.configurations]
  if (mine === undefined || theirs === undefined) return fields
  for (const environment of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const [a, b] = [mine[environment] ?? null, theirs[environment] ?? null]
    if (a !== b) fields.push({ field: `configuration ${environment}`, left: a, right: b })
  }
  return fields
}

const directionOf = (left: Part, right: Part): Change['direction'] => {
  if (left.version === undefined || right.version === undefined) return null
  const order = compareVersions(left.version, right.version)
  if (order === null || order === 0) return null
  return order < 0 ? 'forward' : 'backward'
}

const alone = (part: Part, change: 'added' | 'removed'): Change => {
  const shown = part.version ?? part.image ?? null
  const field = part.version === undefined ? 'image' : 'version'
  const [left, right] = change === 'added' ? [null, shown] : [shown, null]
  return { component: part.name, change, direction: null, fields: [{ field, left, right }] }
}

/** What changes from one side to the other, component by component in the order of their names. */
export const diffManifests = (left: Side, right: Side): ManifestDiff => {
  const before = new Map(left.parts.map((part) => [part.name, part]))
  const after = new Map(right.parts.map((part) => [part.name, part]))
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  const changes = names.flatMap((name): Change[] => {
    const [old, fresh] = [before.get(name), after.get(name)]
    if (old === undefined) return fresh === undefined ? [] : [alone(fresh, 'added')]
    if (fresh === undefined) return [alone(old, 'removed')]
    const fields = fieldsOf(old, fresh)
    if (fields.length === 0) return []
    return [{ component: name, change: 'changed', direction: directionOf(old, fresh), fields }]
  })
  const [had, has] = [left.migrations, right.migrations]
  return {
    changes,
    same: names.length - changes.length,
    migrations:
      had === null || has === null
        ? { added: [], removed: [] }
        : {
            added: has.filter((one) => !had.includes(one)),
            removed: had.filter((one) => !has.includes(one)),
          },
  }
}
