/** Gates that read what runs and the policy in force, in order; only the calendar's is a window. */
export const ruleGates = [
  'needs',
  'lost-commits',
  'migrations',
  'policy',
  'approvals',
  'checklist',
  'calendar',
] as const

/** Gates that a person with the right lets pass once, with a reason. */
export const overridable: readonly string[] = [
  'approvals',
  'checklist',
  'calendar',
  'lost-commits',
  'migrations',
  'rehearsed',
]
