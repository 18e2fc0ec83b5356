import { componentOf, type Known, nameIn } from './check-listing.ts'
import type { Form, Listing, Slot } from './listing.ts'
import { writeOwn } from './own.ts'
import type { Manifest } from './types.ts'

type Edit = { readonly from: number; readonly to: number; readonly text: string }

const edit = (slot: Slot, value: string): Edit => ({ from: slot.from, to: slot.to, text: slot.write(value) })

const apply = (text: string, edits: readonly Edit[]): string => {
  const parts: string[] = []
  let at = 0
  for (const { from, to, text: by } of edits.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    // Two neighbours that both go share what separated them.
    const begins = Math.max(from, at)
    parts.push(text.slice(at, begins), by)
    at = Math.max(begins, to)
  }
  return [...parts, text.slice(at)].join('')
}

/**
 * The file with the manifest's versions: values change where they stand, in the quotes that they have; comments, order
 * and everything else stay. Components that are new are added at the end, those that are gone are taken away.
 */
export const rewrite = (listing: Listing, manifest: Manifest, known: readonly Known[]): string => {
  if (listing.form === 'own') return writeOwn(manifest)
  const parts = new Map(manifest.components.map((one) => [one.name, one]))
  const edits: Edit[] = []
  const added: Edit[] = []
  const gone: number[] = []
  const seen = new Set<string>()
  for (const [index, one] of listing.named.entries()) {
    const component = componentOf(listing.form, one.name, known)
    const part = component === null ? undefined : parts.get(component)
    if (part === undefined) {
      gone.push(index)
      continue
    }
    seen.add(part.name)
    const { digest, version } = one.slots
    if (digest !== null && one.digest !== part.image) edits.push(edit(digest, part.image))
    else if (digest === null && version !== null && one.version !== part.version)
      edits.push(edit(version, part.version))
  }
  // Nothing of it stays: there is no form to keep but the kind of file, and what else it holds.
  if (seen.size === 0 && listing.form !== 'env') {
    const all = listing.renew?.(namedIn(listing.form, manifest, known))
    return all === undefined ? write(listing.form, manifest, known) : apply(listing.text, [edit(all, '')])
  }
  for (const part of manifest.components) {
    if (seen.has(part.name)) continue
    const name = nameIn(listing.form, known.find((one) => one.name === part.name) ?? { name: part.name })
    added.push(edit(listing.add(name, part), ''))
  }
  const removed = listing.remove(gone).map((slot) => edit(slot, ''))
  return apply(listing.text, [...edits, ...removed, ...added])
}

const namedIn = (form: Form, manifest: Manifest, known: readonly Known[]) =>
  manifest.components.map((one) => ({
    name: nameIn(form, known.find(({ name }) => name === one.name) ?? { name: one.name }),
    version: one.version,
  }))

/** A new file of a form. */
export const write = (form: Form, manifest: Manifest, known: readonly Known[]): string => {
  const named = namedIn(form, manifest, known)
  if (form === 'own') return writeOwn(manifest)
  if (form === 'flat')
    return `${JSON.stringify(Object.fromEntries(named.map(({ name, version }) => [name, version])), null, 2)}\n`
  if (form === 'env') return named.map(({ name, version }) => `${name}=${version}\n`).join('')
  const lines = named.map(
    ({ name, version }) => `  - name: ${name}\n    newTag: ${JSON.stringify(version)}\n`,
  )
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n${lines.join('')}`
}
