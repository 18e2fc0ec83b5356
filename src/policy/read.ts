import { holidayFiles } from '../calendar/calendar.ts'
import { readHolidayFile } from '../calendar/holiday-file.ts'
import type { HolidaySet } from '../calendar/types.ts'
import type { Around } from '../config/check-checklist.ts'
import { readChecklist } from '../config/read-checklist.ts'
import type { Config, EnvironmentConfig } from '../config/types.ts'
import type { ApprovalsConfig } from '../config/types-approvals.ts'
import type { CalendarConfig } from '../config/types-calendar.ts'
import type { FloorConfig } from '../config/types-floor.ts'
import { namespace } from '../identity/statement.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { zoneOf } from '../kernel/zone.ts'
import { readSigners, type SignerFile } from '../provenance/allowed-signers.ts'
import * as say from './messages-read.ts'
import { peopleOf } from './people.ts'
import type { Policy } from './types.ts'
import { usualKeep, usualTelling } from './usual.ts'

type Named = Pick<EnvironmentConfig, 'calendar' | 'checklist' | 'approvers'>

/** Files of the repository that the policy of an environment names. */
export const policyFiles = ({ calendar, checklist, approvers }: Named): readonly string[] => [
  ...(calendar === undefined ? [] : holidayFiles(calendar)),
  ...[checklist, approvers].filter((file) => file !== undefined),
]

type Telling = Pick<Policy, 'audit' | 'notify' | 'addresses'>

/** A file's text by its path; null: it is not there. */
export type Files = (path: string) => string | null

const textOf = (files: Files, path: string): string => {
  const text = files(path)
  if (text === null) throw new ProblemError(say.fileMissing(path))
  return text
}

const holidaysOf = (
  calendar: CalendarConfig | undefined,
  files: Files,
): Readonly<Record<string, HolidaySet>> => {
  const zone = zoneOf(calendar?.timeZone ?? 'UTC')
  if (calendar === undefined || zone === undefined) return {}
  const read = holidayFiles(calendar).map(
    (file) => [file, readHolidayFile({ file, text: textOf(files, file) }, zone)] as const,
  )
  return Object.fromEntries(read)
}

/** Roles that nobody has, and people of whom nobody could tell that they did not write it. */
const checkPeople = (approvals: ApprovalsConfig, file: SignerFile): readonly Problem[] => {
  const people = peopleOf(file)
  const asked = { ...approvals.canary?.roles, ...approvals.roles }
  const roles = Object.keys(asked).flatMap((role) => {
    const having = people.filter((one) => one.roles.includes(role)).length
    const most = Math.max(approvals.roles[role] ?? 0, approvals.canary?.roles[role] ?? 0)
    return having < most ? [say.tooFewPeople(file.file, role, having, most)] : []
  })
  const nameless = approvals.notTheAuthor
    ? people
        .filter(({ emails }) => emails.length === 0)
        .map((one) => say.noEmail(file.file, one.signers[0]?.line ?? 1, one.name))
    : []
  return [...roles, ...nameless]
}

export const approversOf = (
  approvals: ApprovalsConfig | undefined,
  file: string | undefined,
  files: Files,
): SignerFile | null => {
  if (file === undefined) {
    if (approvals !== undefined) throw new ProblemError(say.noApprovers())
    return null
  }
  const read = readSigners(file, textOf(files, file), namespace)
  const problems = approvals === undefined ? [] : checkPeople(approvals, read)
  if (problems.length > 0) throw new ProblemError(problems)
  return read
}

/**
 * What a part rules, with the files that it names. Throws a `ProblemError` with the place, in the file itself.
 */
export const policyFrom = (
  part: FloorConfig,
  tests: Policy['tests'],
  files: Files,
  around?: Around,
  rehearsal: Policy['rehearsal'] = null,
  telling: Telling = usualTelling,
): Policy => {
  const { after, calendar, checklist, approvals, approvers, train, keepReleases } = part
  return {
    after,
    keepReleases: keepReleases ?? usualKeep,
    calendar: calendar ?? null,
    holidays: holidaysOf(calendar, files),
    checklist:
      checklist === undefined
        ? null
        : readChecklist({ file: checklist, text: textOf(files, checklist) }, around),
    approvals: approvals ?? null,
    approvers: approversOf(approvals, approvers, files),
    train: train ?? null,
    rehearsal,
    ...telling,
    tests,
  }
}

const tellingOf = ({ audit, notify = [], secrets = {} }: Config, name: string): Telling => {
  const mine = notify.filter(({ environment }) => environment === undefined || environment === name)
  const named = new Set(
    mine.flatMap(({ to, signWith }) => [to, ...(signWith === undefined ? [] : [signWith])]),
  )
  return {
    audit: { keepEvidence: audit?.keepEvidence ?? null, anchor: audit?.anchor ?? null },
    notify: mine,
    addresses: Object.fromEntries(Object.entries(secrets).filter(([secret]) => named.has(secret))),
  }
}

/** The nearest environment in the promotion order before one that rehearses the way back. */
export const rehearsalBefore = (config: Config, after: string | null): Policy['rehearsal'] => {
  const seen = new Set<string>()
  for (let name = after; name !== null && !seen.has(name); ) {
    seen.add(name)
    const found = config.environments.find((one) => one.name === name)
    if (found?.rehearsal !== undefined) return { environment: name, maxAge: found.rehearsal.maxAge }
    name = found?.after ?? null
  }
  return null
}

/** The policy of an environment as its commit's `ecluse.yaml` has it. */
export const policyOf = (
  config: Config,
  environment: EnvironmentConfig,
  files: Files,
  around?: Around,
): Policy =>
  policyFrom(
    environment,
    Object.fromEntries(config.components.map(({ name, tests }) => [name, tests])),
    files,
    around,
    rehearsalBefore(config, environment.after),
    tellingOf(config, environment.name),
  )
