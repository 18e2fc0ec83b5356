import type { SecretConfig } from '../config/types.ts'
import type { AnchorConfig } from '../config/types-audit.ts'
import { type NotifyConfig, type NotifyEvent, notifyEvents } from '../config/types-notify.ts'
import { same, say, type Text } from '../kernel/text.ts'
import type { Loosened } from './loosens.ts'
import type { Policy } from './types.ts'

const nowhere: Text = { en: 'nowhere', fr: 'nulle part' }
const nobody: Text = { en: 'nobody', fr: 'personne' }

const days = (count: number | null): Text =>
  count === null
    ? { en: 'for ever', fr: 'pour toujours' }
    : say(
        (f) => f.counted(count, 'day', 'days'),
        (f) => f.counted(count, 'jour', 'jours'),
      )

const placeOf = (anchor: AnchorConfig): string =>
  'file' in anchor ? anchor.file : `${anchor.repository} ${anchor.branch}`

/** An anchor elsewhere is another one: the heads that stand in the old place are compared no more. */
const auditLoosens = ({ audit: old }: Policy, { audit: fresh }: Policy): readonly Loosened[] => [
  ...((fresh.keepEvidence ?? Infinity) >= (old.keepEvidence ?? Infinity)
    ? []
    : [{ key: 'audit.keep-evidence', old: days(old.keepEvidence), new: days(fresh.keepEvidence) }]),
  ...(old.anchor === null || (fresh.anchor !== null && placeOf(fresh.anchor) === placeOf(old.anchor))
    ? []
    : [
        {
          key: 'audit.anchor',
          old: same(placeOf(old.anchor)),
          new: fresh.anchor === null ? nowhere : same(placeOf(fresh.anchor)),
        },
      ]),
]

/** One for whoever hears at the same place; where mail goes, one for each person. */
const personsOf = ({ recipients }: NotifyConfig): readonly string[] => recipients ?? ['']

/** Whether a receiver's person hears of an event wherever the old one's does. */
const hears = (
  { events, role, recipients }: NotifyConfig,
  event: NotifyEvent,
  person: string,
  asked: NotifyConfig['role'],
): boolean =>
  events.includes(event) &&
  (role === undefined || role === asked) &&
  (person === '' || recipients?.includes(person) === true)

const isSamePlace = (a: NotifyConfig, b: NotifyConfig): boolean =>
  a.kind === b.kind && a.to === b.to && a.url === b.url && a.signWith === b.signWith

/** Enough to tell people apart: what is loosened is published with the notes of a release. */
const brief = (address: string): string => `${address.split('@')[0]}@…`

const wordsOf = ({ events, role, recipients, url, signWith }: NotifyConfig): Text => {
  const all = events.length === notifyEvents.length
  const more = [role, ...(recipients ?? []).map(brief), url, signWith].filter((one) => one !== undefined)
  const of = (heard: string): string => (more.length === 0 ? heard : `${heard} (${more.join(', ')})`)
  return {
    en: of(all ? 'all events' : events.join(', ')),
    fr: of(all ? 'tous les événements' : events.join(', ')),
  }
}

const listed = (all: readonly NotifyConfig[]): Text =>
  all.length === 0
    ? nobody
    : say(
        (f) => f.list(all.map((one) => wordsOf(one).en)),
        (f) => f.list(all.map((one) => wordsOf(one).fr)),
      )

/** Whoever is told less than before: a receiver that is gone, an event, a person, or a role that hears alone. */
const notifyLoosens = ({ notify: old }: Policy, { notify: fresh }: Policy): readonly Loosened[] =>
  old
    .filter((one) => {
      const there = fresh.filter((other) => isSamePlace(one, other))
      return one.events.some((event) =>
        personsOf(one).some((person) => !there.some((other) => hears(other, event, person, one.role))),
      )
    })
    .map((one) => ({
      key: `notify.${one.kind}.${one.to}`,
      old: wordsOf(one),
      new: listed(fresh.filter(({ kind, to }) => kind === one.kind && to === one.to)),
    }))

const sourceWords = (source: SecretConfig): string => {
  if (source.from === 'file') return `file ${source.file}`
  if (source.from === 'command') return `command ${source.command.join(' ')}`
  return source.from === 'environment' ? `environment ${source.variable}` : 'set'
}

/** Under the same name an address may come from elsewhere: then somebody else is told. */
const addressesMove = (old: Policy, fresh: Policy): readonly Loosened[] =>
  Object.entries(old.addresses).flatMap(([name, source]): readonly Loosened[] => {
    const after = Object.hasOwn(fresh.addresses, name) ? fresh.addresses[name] : undefined
    const [was, is] = [sourceWords(source), after === undefined ? null : sourceWords(after)]
    return is === null || is === was ? [] : [{ key: `secrets.${name}`, old: same(was), new: same(is) }]
  })

/** What is kept for whoever looks later, where the ledger is anchored, and who hears of what happens. */
export const loosensTelling = (old: Policy, fresh: Policy): readonly Loosened[] => [
  ...auditLoosens(old, fresh),
  ...notifyLoosens(old, fresh),
  ...addressesMove(old, fresh),
]
