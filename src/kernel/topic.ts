/**
 * What there is to read about: `ecluse help TOPIC`, one page of docs/ in each language. In the order in which they are
 * best read.
 */
export const topics = [
  'commands',
  'configuration',
  'repository',
  'building',
  'components',
  'releases',
  'environments',
  'rollouts',
  'cohorts',
  'judging',
  'gates',
  'working-hours',
  'going-back',
  'drift',
  'tasks',
  'edge',
  'secrets',
  'release-notes',
  'notifications',
  'members',
  'servers',
  'processes',
  'backups',
  'figures',
  'ledger',
] as const

export type Topic = (typeof topics)[number]

export const isTopic = (word: string): word is Topic => (topics as readonly string[]).includes(word)
