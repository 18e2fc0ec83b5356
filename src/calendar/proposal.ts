/** A calendar as `init` proposes it: the hours of the default, and the holidays of those who are called. */
export const proposedCalendar = (timeZone: string): readonly string[] => [
  'calendar:',
  `  time-zone: ${timeZone}`,
  '  open: Mon-Thu 09:00-16:00',
  '  holidays: [CA-federal-public-service]',
]
