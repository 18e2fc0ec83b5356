import { entry } from './expectation.ts'

/** What is expected of the values of a rehearsal. */
export const rehearsalExpectations = {
  rehearsal: entry(
    'bad-value',
    '`true`, or a map such as `{ probes: [{ path: /, status: 200 }], max-age: 7d }`',
    '`true`, ou une table telle que `{ probes: [{ path: /, status: 200 }], max-age: 7d }`',
  ),
  probes: entry(
    'bad-value',
    'a list of 1 to 20 requests such as `{ path: /, status: 200 }`',
    'une liste de 1 à 20 requêtes telles que `{ path: /, status: 200 }`',
  ),
  probe: entry(
    'bad-value',
    'a map such as `{ path: /, status: 200 }`',
    'une table telle que `{ path: /, status: 200 }`',
  ),
} as const
