import type { HistoryView } from '../../engine/facade.ts'
import type { Text } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import { overridden } from '../../policy/messages.ts'
import { notesLine } from '../messages-notes.ts'
import { kindWords, outcomeWords } from '../messages-status.ts'
import { printable } from '../printable.ts'
import { cut, pad, widest } from '../wrap.ts'
import { both } from './both.ts'
import { when } from './when.ts'

const roughly = (ms: number): number => (ms < 1_000 ? ms : Math.round(ms / 100) * 100)

/** `history` for a person: a line a rollout, newest first, and its closing sentence where it did not end `done`. */
export const historyLines = (view: HistoryView, now: Instant): readonly Text[] =>
  view.rollouts.flatMap((one) =>
    both((language, f) => {
      const outcome = outcomeWords[one.outcome ?? 'live'][language]
      const took = one.endedAt === null ? '' : f.duration(roughly(one.endedAt - one.startedAt))
      const line = [
        pad(when(one.startedAt, now), 16),
        pad(one.environment, 10),
        pad(`${one.previous ?? '–'} → ${one.release}`, 9),
        pad(outcome, 13),
        pad(took, 8),
        `${one.commit.slice(0, 10)} ${one.subject}`,
        one.kind === 'ship' ? '' : `(${kindWords[one.kind][language]})`,
        one.actor.name,
      ]
        .filter((part) => part !== '')
        .join(' ')
      const more = [
        ...(one.notes === undefined ? [] : [notesLine(one.release, one.notes)]),
        ...(one.outcome === 'done' || one.summary === null ? [] : [one.summary.headline]),
        ...(one.policy ?? []),
        ...(one.overrides ?? []).map(({ gate, by, why, signed }) => overridden(gate, by, why, signed)),
      ]
      return [cut(printable(line), widest), ...more.map((text) => `  ${printable(text[language])}`)]
    }),
  )
