import type { Tree } from './types.ts'

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The node's only member: its kind and what it holds. */
export const kindOf = (node: unknown): { readonly kind: string; readonly body: Tree } => {
  if (typeof node === 'string') return { kind: node, body: {} }
  if (!isTree(node)) return { kind: '', body: {} }
  const [entry] = Object.entries(node)
  const [kind, body] = entry ?? ['', {}]
  return { kind, body: isTree(body) ? body : { value: body } }
}

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const inside = (node: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (isTree(at) ? at[key] : undefined), node)

/** Every node below and at `node` that stands under one of these kinds, wherever. */
export const every = (node: unknown, kinds: readonly string[]): readonly Tree[] => {
  const found: Tree[] = []
  const open: unknown[] = [node]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...next)
    else if (isTree(next))
      for (const [key, value] of Object.entries(next)) {
        if (kinds.includes(key) && isTree(value)) found.push(value)
        if (value !== undefined && value !== null) open.push(value)
      }
  }
  return found
}

/** Whether a kind stands anywhere below. */
export const holds = (node: unknown, ...kinds: readonly string[]): boolean => every(node, kinds).length > 0
