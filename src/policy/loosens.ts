import { calendarOf } from '../calendar/calendar.ts'
import { opened } from '../calendar/compare.ts'
import { sayInstant } from '../calendar/say.ts'
import type { Calendar } from '../calendar/types.ts'
import type { Checklist, ChecklistItem } from '../config/types-checklist.ts'
import { canonical, type Digest, digestOf, type Json } from '../kernel/canonical.ts'
import { formats, same, type Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { loosensPeople } from './loosens-people.ts'
import { loosensTelling } from './loosens-telling.ts'
import { loosensLine } from './messages.ts'
import { trainWords } from './say-train.ts'
import type { Policy } from './types.ts'
import { usualTelling } from './usual.ts'

/** What of the policy in force a candidate takes away, by key, as it was and as it would be. */
export type Loosened = { readonly key: string; readonly old: Text; readonly new: Text }

export type Compared = {
  readonly loosens: readonly Loosened[]
  /** Keys that changed, and loosen nothing. */
  readonly tightens: readonly string[]
}

const nothing: Text = { en: 'none', fr: 'aucun' }

export const calendarFor = (policy: Policy): Calendar =>
  calendarOf(policy.calendar, { files: policy.holidays })

const calendarLoosens = (old: Policy, fresh: Policy, now: Instant): readonly Loosened[] => {
  const [before, after] = [old.calendar, fresh.calendar]
  if (before === null) return []
  if (after === null) return [{ key: 'calendar', old: same(before.timeZone), new: nothing }]
  const found = opened(calendarFor(old), calendarFor(fresh), now)
  const shut: Text = { en: 'closed', fr: 'fermé' }
  const zone = calendarFor(fresh).zone
  return [
    ...(before.timeZone === after.timeZone
      ? []
      : [{ key: 'calendar.time-zone', old: same(before.timeZone), new: same(after.timeZone) }]),
    ...(before.closing === after.closing
      ? []
      : [{ key: 'calendar.closing', old: same(before.closing), new: same(after.closing) }]),
    ...(found === null
      ? []
      : [
          {
            key: 'calendar.open',
            old: shut,
            new: {
              en: `open from ${sayInstant(found.first.from, zone).en} to ${sayInstant(found.first.until, zone).en} (${formats.en.duration(found.total)} more in 400 days)`,
              fr: `ouvert du ${sayInstant(found.first.from, zone).fr} au ${sayInstant(found.first.until, zone).fr} (${formats.fr.duration(found.total)} de plus en 400 jours)`,
            },
          },
        ]),
  ]
}

const short = (value: Json): Text => {
  const words = canonical(value)
  return same(words.length > 120 ? `${words.slice(0, 117)}...` : words)
}

/** What an item asks, without the words that only help. */
const asks = ({ title: _, help: __, blocks: ___, ...asked }: ChecklistItem): string =>
  canonical(asked as unknown as Json)

const checklistLoosens = (old: Checklist | null, fresh: Checklist | null): readonly Loosened[] =>
  (old?.items ?? [])
    .filter(({ blocks }) => blocks)
    .flatMap((item): readonly Loosened[] => {
      const key = `checklist.${item.name}`
      const after = fresh?.items.find(({ name }) => name === item.name)
      const owner: Text = { en: `asked of ${item.owner}`, fr: `demandé à ${item.owner}` }
      if (after === undefined) return [{ key, old: owner, new: nothing }]
      if (!after.blocks) return [{ key, old: owner, new: { en: 'blocks nothing', fr: 'ne bloque rien' } }]
      const always = after.appliesWhen.length === 0 ? { ...after, appliesWhen: item.appliesWhen } : after
      if (asks(item) === asks(always)) return []
      return [
        { key, old: short(JSON.parse(asks(item)) as Json), new: short(JSON.parse(asks(after)) as Json) },
      ]
    })

const testsLoosen = (old: Policy, fresh: Policy): readonly Loosened[] =>
  Object.entries(old.tests).flatMap(([component, tests]) => {
    const ours = Object.hasOwn(fresh.tests, component) ? fresh.tests[component] : undefined
    // A component that is gone has nothing left to try.
    if (ours === undefined) return []
    return tests.flatMap(({ name, run, report }): readonly Loosened[] => {
      const key = `tests.${component}.${name}`
      const after = ours.find((one) => one.name === name)
      if (after === undefined) return [{ key, old: same(run.join(' ')), new: nothing }]
      const is = canonical([...run, report])
      return is === canonical([...after.run, after.report])
        ? []
        : [{ key, old: same(run.join(' ')), new: same(after.run.join(' ')) }]
    })
  })

const rehearsesAlike = (old: NonNullable<Policy['rehearsal']>, fresh: Policy['rehearsal']): boolean =>
  fresh !== null && fresh.environment === old.environment && fresh.maxAge <= old.maxAge

const scalarsLoosen = (old: Policy, fresh: Policy): readonly Loosened[] => [
  ...(old.after === null || old.after === fresh.after
    ? []
    : [{ key: 'after', old: same(old.after), new: fresh.after === null ? nothing : same(fresh.after) }]),
  ...(fresh.keepReleases <= old.keepReleases
    ? []
    : [{ key: 'keep-releases', old: same(String(old.keepReleases)), new: same(String(fresh.keepReleases)) }]),
  ...(old.rehearsal === null || rehearsesAlike(old.rehearsal, fresh.rehearsal)
    ? []
    : [
        {
          key: 'rehearse-rollback',
          old: short(old.rehearsal as Json),
          new: fresh.rehearsal === null ? nothing : short(fresh.rehearsal as Json),
        },
      ]),
  ...(old.train === null || canonical(old.train as Json) === canonical(fresh.train as Json)
    ? []
    : [{ key: 'train', old: trainWords(old.train), new: trainWords(fresh.train) }]),
]

const parts = (policy: Policy): Readonly<Record<string, unknown>> => ({
  after: policy.after,
  'keep-releases': policy.keepReleases,
  calendar: policy.calendar,
  checklist: policy.checklist,
  approvals: policy.approvals,
  approvers:
    policy.approvers?.signers.map(({ key, line: _, ...rest }) => ({ ...rest, key: key.blob })) ?? null,
  train: policy.train,
  ...(policy.rehearsal === null ? {} : { 'rehearse-rollback': policy.rehearsal }),
  ...(canonical(policy.audit as Json) === canonical(usualTelling.audit as Json)
    ? {}
    : { audit: policy.audit }),
  ...(policy.notify.length === 0 ? {} : { notify: policy.notify, secrets: policy.addresses }),
  tests: policy.tests,
})

const atOnce: ReadonlySet<string> = new Set(['tests', 'notify', 'secrets'])

/**
 * What a candidate's own policy loosens of the one in force. Whatever is not provably equal or tighter is loosened.
 * Calendars are compared minute by minute for 400 days, without the freezes of the running server.
 */
export const compare = (old: Policy, fresh: Policy, now: Instant): Compared => {
  const loosens = [
    ...scalarsLoosen(old, fresh),
    ...calendarLoosens(old, fresh, now),
    ...checklistLoosens(old.checklist, fresh.checklist),
    ...loosensPeople(old, fresh),
    ...testsLoosen(old, fresh),
    ...loosensTelling(old, fresh),
  ]
  const [before, after] = [parts(old), parts(fresh)]
  const changed = Object.keys({ ...before, ...after }).filter(
    (key) => canonical((before[key] ?? null) as Json) !== canonical((after[key] ?? null) as Json),
  )
  const loosened = new Set(loosens.map(({ key }) => key.split('.')[0]))
  // Tests that a candidate adds count for it at once, and whom it names hears of it.
  return { loosens, tightens: changed.filter((key) => !loosened.has(key) && !atOnce.has(key)) }
}

/** What somebody who approves was shown: times in it move with the day and are left out. */
export const loosensDigest = (loosens: readonly Loosened[], fresh: Policy): Digest | null =>
  loosens.length === 0
    ? null
    : digestOf({
        keys: loosens.map(({ key }) => key).toSorted(),
        policy: parts(fresh) as { [key: string]: Json },
      })

export const loosensLines = (loosens: readonly Loosened[]): readonly Text[] =>
  loosens.map(({ key, old, new: fresh }) => ({
    en: loosensLine(key, old.en, fresh.en).en,
    fr: loosensLine(key, old.fr, fresh.fr).fr,
  }))
