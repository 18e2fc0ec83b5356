import type { Graph } from './graph.ts'
import { readMessage } from './message.ts'
import type { Undone } from './reverts.ts'
import { inItsLanguage, withNotes, wordsOf } from './sentence.ts'
import { broughtBy } from './told-before.ts'
import type { Commit, TakenBack } from './types.ts'
import { unwrapped } from './unwrapped.ts'

/** What reverts of commits from before the range take back, or, where these were reverts themselves, bring again. */
export const earlier = (
  { ofEarlier }: Undone,
  graph: Graph,
  known: readonly Commit[],
  componentsBy: (id: string) => readonly string[],
): { readonly takenBack: readonly TakenBack[]; readonly again: ReadonlyMap<string, string> } => {
  const again = new Map<string, string>()
  const takenBack = ofEarlier.flatMap(({ by, named, partial }): TakenBack[] => {
    const { title, times } = unwrapped(named.subject)
    if (times % 2 === 1) {
      again.set(by, title)
      return []
    }
    const whole = times === 0 ? known.find(({ id }) => id === named.id) : undefined
    const brought = whole === undefined ? [] : broughtBy(whole, known)
    if (brought.length > 0)
      return brought.map(({ commit, message }) => ({
        text: wordsOf(message).text,
        commit: commit.id,
        by,
        why: 'reverted',
        partly: partial,
        components: componentsBy(by),
      }))
    const words = inItsLanguage(readMessage(times === 0 ? named.subject : title).title)
    const notes = [whole?.message, graph.byId.get(by)?.commit.message].map(
      (one) => readMessage(one ?? '').note,
    )
    return [
      {
        text: notes.reduce((told, note) => (note === 'none' ? told : withNotes(told, note, 'trailer')), words)
          .text,
        commit: named.id,
        by,
        why: 'reverted',
        partly: partial,
        components: componentsBy(by),
      },
    ]
  })
  return { takenBack, again }
}

/** What reverts of what is not known here take back, or, where that was a revert itself, bring again. */
export const strangers = (
  { unseen }: Undone,
  componentsBy: (id: string) => readonly string[],
): { readonly takenBack: readonly TakenBack[]; readonly again: readonly (readonly [string, string])[] } => {
  const all = unseen.map(({ by, title }) => ({ by, ...unwrapped(title) }))
  return {
    takenBack: all
      .filter(({ times }) => times % 2 === 0)
      .map(({ by, title }) => ({
        text: inItsLanguage(readMessage(title).title).text,
        commit: null,
        by,
        why: 'unknown',
        partly: false,
        components: componentsBy(by),
      })),
    again: all.filter(({ times }) => times % 2 === 1).map(({ by, title }) => [by, title]),
  }
}
