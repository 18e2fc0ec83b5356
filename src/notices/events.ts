import type { NotifyConfig, NotifyEvent } from '../config/types-notify.ts'
import type { Reason } from '../kernel/verdict.ts'

/** What an entry of the ledger is to people; entries that stand in no row are told to nobody. */
const byAction: Readonly<Record<string, NotifyEvent>> = {
  'rollout-started': 'started',
  'rollback-started': 'started',
  'restart-started': 'started',
  moved: 'step',
  'turned-back': 'verdict',
  stays: 'verdict',
  refused: 'verdict',
  'not-started': 'verdict',
  'not-built': 'verdict',
  'restart-failed': 'verdict',
  'rollback-watch-alarm': 'verdict',
  'rollback-watch-ended': 'verdict',
  stuck: 'waiting',
  'held-for-a-person': 'waiting',
  'handed-over': 'waiting',
  'rolled-back': 'rolled-back',
  withdrawn: 'rolled-back',
  failed: 'rolled-back',
  done: 'done',
  restarted: 'done',
  overridden: 'override',
  frozen: 'freeze',
  thawed: 'freeze',
  'train-cancelled': 'departure',
  'train-delayed': 'departure',
  'train-ordered': 'departure',
}

export const eventOf = (action: string): NotifyEvent | null =>
  (Object.hasOwn(byAction, action) ? byAction[action] : undefined) ?? null

/** Holds that only a person ends, although their reasons name nobody. */
const forPeople = new Set(['taken-back', 'checklist-left-open', 'floor-unreadable'])

const wordOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Whether a reason waits for a person; not for time, another environment or a build. */
export const waitsForPeople = ({ code, values }: Reason): boolean => {
  const by = values?.['by']
  return by === 'person' || by === 'link' || forPeople.has(code)
}

/** Of reasons those that wait for people, each as a key that stays the same while it waits for the same. */
export const waitingKeys = (reasons: readonly Reason[]): readonly string[] =>
  reasons.filter(waitsForPeople).map(({ code, values }) => {
    const who = wordOf(values?.['role']) ?? wordOf(values?.['owner']) ?? ''
    return `${code} ${wordOf(values?.['item']) ?? ''} ${who}`
  })

/** Whom the reasons wait for; empty where it may be anybody. */
export const rolesOf = (reasons: readonly Reason[]): readonly string[] => {
  const roles = reasons
    .filter(waitsForPeople)
    .map(({ values }) => wordOf(values?.['role']) ?? wordOf(values?.['owner']))
  return roles.some((role) => role === null) ? [] : [...new Set(roles.filter((role) => role !== null))]
}

/** Whether a receiver is told: its events, its environment, and of what waits for people its role. */
export const isFor = (
  { events, environment, role }: Pick<NotifyConfig, 'events' | 'environment' | 'role'>,
  about: {
    readonly event: NotifyEvent
    readonly environment: string | null
    readonly roles: readonly string[]
  },
): boolean =>
  events.includes(about.event) &&
  (environment === undefined || about.environment === null || environment === about.environment) &&
  (role === undefined || about.roles.length === 0 || about.roles.includes(role))
