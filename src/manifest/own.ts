import { canonical } from '../kernel/canonical.ts'
import type { JsonNode } from './json-text.ts'
import { type Named, placesOf, type Read } from './listing.ts'
import { manifestShape } from './manifest-schema.ts'
import * as say from './messages-listing.ts'
import type { Manifest } from './types.ts'

/** The node at a path, else the nearest above it. */
const nodeAt = (root: JsonNode, path: readonly PropertyKey[]): JsonNode => {
  let node = root
  for (const step of path) {
    const next: JsonNode | undefined =
      node.kind === 'object'
        ? node.members.find(({ name }) => name === step)?.value
        : node.kind === 'array'
          ? node.items[Number(step)]
          : undefined
    if (next === undefined) return node
    node = next
  }
  return node
}

const valueAt = (root: JsonNode, index: number, key: string): JsonNode =>
  nodeAt(root, ['components', index, key])

const namedOf = (root: JsonNode, manifest: Manifest, place: ReturnType<typeof placesOf>): readonly Named[] =>
  manifest.components.map(({ name, version, image }, index) => ({
    name,
    place: place(valueAt(root, index, 'name').from),
    version,
    versionAt: place(valueAt(root, index, 'version').from),
    digest: image,
    digestAt: place(valueAt(root, index, 'image').from),
    slots: { version: null, digest: null },
  }))

/** A release manifest of ours, in whatever order and with whatever white space. */
export const readOwn = (file: string, text: string, root: JsonNode): Read => {
  const place = placesOf(file, text)
  const read = manifestShape.safeParse(JSON.parse(text.replace(/^\ufeff/, '')))
  if (!read.success)
    return {
      listing: null,
      problems: read.error.issues.slice(0, 50).map((issue) => ({
        ...say.notOurs(issue.path.join('.'), issue.path.at(-1) === 'image' ? 'digest' : 'shape'),
        place: place(nodeAt(root, issue.path).from),
      })),
    }
  const components = read.data.components.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const manifest: Manifest = { ...read.data, components }
  return {
    listing: {
      form: 'own',
      file,
      text,
      named: namedOf(root, read.data, place),
      add: () => ({ from: 0, to: 0, write: () => '' }),
      remove: () => [],
      manifest,
    },
    problems: [],
  }
}

/** The canonical text of a manifest, as it is hashed, with a line feed at its end. */
export const writeOwn = (manifest: Manifest): string => `${canonical(manifest)}\n`
