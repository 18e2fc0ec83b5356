/** What a member may be. `admin` may all, `ship` what a release needs, `read` looks. */
export type Role = 'admin' | 'ship' | 'read'

export const roles: readonly Role[] = ['admin', 'ship', 'read']

/**
 * The least role that each action of the API asks for, by the id of its route. What stands in no row asks for
 * `admin`: a new route is closed until it is named here.
 */
const asked: Readonly<Record<string, Role>> = {
  have: 'ship',
  receive: 'ship',
  ship: 'ship',
  build: 'ship',
  pause: 'ship',
  resume: 'ship',
  promote: 'ship',
  rollback: 'ship',
  restart: 'ship',
  maintenance: 'ship',
  run: 'ship',
  'run-input': 'ship',
  scale: 'ship',
  'run-output': 'ship',
  // The forced version's secret lets its holder choose the release that answers.
  secret: 'ship',
  'set-secret': 'ship',
  'unset-secret': 'ship',
  // Whoever signs is known by the key; unsigned the engine asks for an administrator.
  asked: 'read',
  state: 'read',
  freezes: 'read',
  mine: 'read',
  freeze: 'ship',
  train: 'read',
  notify: 'read',
  'notify-test': 'ship',
  checklist: 'read',
  // The engine asks for the conductor's role, or an administrator.
  'order-train': 'read',
  // What was closed on purpose is opened by a right.
  thaw: 'admin',
  override: 'admin',
  'freeze-all': 'admin',
  'thaw-all': 'admin',
  secrets: 'read',
  config: 'read',
  calendar: 'read',
  candidate: 'read',
  status: 'read',
  why: 'read',
  history: 'read',
  manifest: 'read',
  'manifest-images': 'read',
  'manifest-ship': 'ship',
  figures: 'read',
  'rollback-plan': 'read',
  practices: 'read',
  notes: 'read',
  'proposed-notes': 'read',
  release: 'read',
  audit: 'read',
  logs: 'read',
  events: 'read',
  ledger: 'read',
  'verify-ledger': 'read',
  version: 'read',
  whoami: 'read',
  members: 'read',
  'hand-over': 'admin',
  'take-back': 'admin',
  backup: 'admin',
  remove: 'admin',
  'member-add': 'admin',
  'member-remove': 'admin',
}

/** Actions that stand in the table. */
export const namedActions: readonly string[] = Object.keys(asked)

/** The least role that may do it. */
export const askedFor = (action: string): Role =>
  (Object.hasOwn(asked, action) ? asked[action] : null) ?? 'admin'

const rank: Readonly<Record<Role, number>> = { read: 0, ship: 1, admin: 2 }

/** Whether a role suffices for an action. */
export const may = (role: Role, action: string): boolean => rank[role] >= rank[askedFor(action)]

/** Whether a member sees an application; `only` null: all of them. */
export const sees = (only: readonly string[] | null, application: string): boolean =>
  only === null || only.includes(application)
