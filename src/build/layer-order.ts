import type { LayerEntry } from '../images/layer.ts'
import type { Layer } from '../images/types.ts'
import type { Problem } from '../kernel/problem.ts'

type Ordered = {
  readonly path: string
  readonly kind: LayerEntry['kind']
  readonly target?: string
  /** Bytes of the path on the disk, one a character: JSON holds no others. */
  readonly source?: string
  readonly size?: number
}

/** What the process that makes a layer is told; `root` of the data folder. */
export type LayerOrder = { readonly root: string; readonly entries: readonly Ordered[] }

export type LayerResult = { readonly layer: Layer } | { readonly problems: readonly Problem[] }

export const encodeEntries = (root: string, entries: readonly LayerEntry[]): LayerOrder => ({
  root,
  entries: entries.map(({ source, ...rest }) =>
    source === undefined ? rest : { ...rest, source: Buffer.from(source).toString('latin1') },
  ),
})

export const decodeEntries = (order: LayerOrder): readonly LayerEntry[] =>
  order.entries.map(({ source, ...rest }) =>
    source === undefined ? rest : { ...rest, source: Buffer.from(source, 'latin1') },
  )
