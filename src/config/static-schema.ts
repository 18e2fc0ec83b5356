import { z } from 'zod'
import { staticDocs as docs } from './documentation-static.ts'
import { folder } from './leaves.ts'
import { fileBelow } from './leaves-edge.ts'
import { key, required, table } from './tables.ts'

/** Of a component that has no process: its files are served by the edge itself. */
export const staticKey = key(
  z.union(
    [
      folder,
      table('static', { folder: required(folder, docs.folder), fallback: key(fileBelow, docs.fallback) }, [
        'headers',
        'immutable',
        'redirects',
        'listing',
      ]),
    ],
    { error: 'static' },
  ),
  docs.static,
)
