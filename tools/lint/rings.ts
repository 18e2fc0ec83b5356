/**
 * The house: every room of `src/` stands in one ring and imports only rooms of the rings before it. A room is a
 * folder of `src/`, or of one of the shelves below.
 */
export const rings: readonly { readonly name: string; readonly rooms: readonly string[] }[] = [
  { name: 'kernel', rooms: ['kernel'] },
  // What ecluse.yaml says, as values: the other pure rooms work on it.
  { name: 'configuration', rooms: ['config'] },
  {
    name: 'pure',
    rooms: [
      'manifest',
      'queue',
      'ledger',
      'identity',
      'watch',
      'migrations',
      'figures',
      'practices',
      'calendar',
      'checklist',
      'train',
      'notes',
      'notices',
      'rollback',
      'gates',
      'rollout',
      'schedule',
      'analysis',
      'evidence',
      'vulnerabilities',
      'provenance',
    ],
  },
  // What rules a release, made of the other rules: calendar, checklist, statements of people.
  { name: 'pure on the rules', rooms: ['policy'] },
  { name: 'ports', rooms: ['ports'] },
  { name: 'ground', rooms: ['folder', 'audit', 'outgoing', 'jobs'] },
  { name: 'ground on the folder', rooms: ['lines', 'images', 'records', 'secrets'] },
  { name: 'ground on the images', rooms: ['backup'] },
  {
    name: 'adapters',
    rooms: [
      'store/sqlite',
      'supervisor',
      'source/git',
      'build',
      'targets/process',
      'traffic/proxy',
      'init',
      'members',
      'ssh',
      'setup',
      'anchors',
      'notify/webhook',
      'notify/slack',
      'notify/teams',
      'notify/smtp',
      'notify/gc-notify',
      'sql',
      'prober',
      'translator',
      'hosting',
    ],
  },
  { name: 'engine', rooms: ['engine'] },
  { name: 'edges', rooms: ['api'] },
  // The commands speak to the API by its own client.
  { name: 'edge of the commands', rooms: ['cli'] },
  { name: 'main', rooms: ['main'] },
]

/** Folders of `src/` that hold rooms, and are none themselves. */
export const shelves: readonly string[] = ['store', 'source', 'targets', 'traffic', 'notify']

/** Rings whose rooms hold rules alone: no I/O, no clock, no randomness. */
export const pureRings: readonly string[] = ['kernel', 'configuration', 'pure', 'pure on the rules']

/** Which room may use which npm package: one owner each, so that it can be replaced in one place. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  '@guanmingchiu/sqlparser-ts': ['sql'],
  'acme-client': ['traffic/proxy'],
  commander: ['cli'],
  fastify: ['api'],
  fflate: ['audit'],
  'ical.js': ['calendar'],
  'libpg-query': ['sql'],
  kysely: ['records', 'store/sqlite', 'engine'],
  nodemailer: ['notify/smtp'],
  tldts: ['engine'],
  semver: ['build', 'init', 'config', 'manifest'],
  yaml: ['build', 'config', 'init', 'manifest'],
  zod: ['config', 'api', 'build', 'images', 'cli', 'manifest'],
}

/** Built-in modules that a pure room may use: hashing is a function of its input. */
export const pureModules: Readonly<Record<string, readonly string[]>> = {
  'node:crypto': ['kernel', 'provenance'],
}

/** The room of a file below `src/`, or undefined where it is in none. */
export const roomOf = (file: string): string | undefined => {
  const [src, first, second, third] = file.split('/')
  if (src !== 'src' || first === undefined || second === undefined) return undefined
  if (!shelves.includes(first)) return first
  return third === undefined ? undefined : `${first}/${second}`
}

/** Index of the room's ring; -1 for a room in none. */
export const ringOf = (room: string): number => rings.findIndex((ring) => ring.rooms.includes(room))

export const isPure = (room: string): boolean => pureRings.includes(rings[ringOf(room)]?.name ?? '')
