import { z } from 'zod'
import { rehearsalDocs as docs } from './documentation-rehearsal.ts'
import { argv, duration, urlPath } from './leaves.ts'
import { key, required, table } from './tables.ts'

const probe = table('probe', {
  path: required(urlPath, docs.probePath),
  status: key(
    z.int({ error: 'status' }).min(200, { error: 'status' }).max(599, { error: 'status' }),
    docs.probeStatus,
  ),
})

const rehearsal = z.union(
  [
    z.literal(true, { error: 'rehearsal' }),
    table('rehearsal', {
      probes: key(
        z.array(probe, { error: 'probes' }).min(1, { error: 'probes' }).max(20, { error: 'probes' }),
        docs.probes,
      ),
      load: key(argv, docs.load),
      within: key(duration(1_000), docs.within),
      for: key(duration(1_000), docs.for),
      'max-age': key(duration(60_000), docs.maxAge),
    }),
  ],
  { error: 'rehearsal' },
)

export const rehearsalKey = key(rehearsal, docs.rehearsal)

export type WrittenRehearsal = z.output<typeof rehearsal>
