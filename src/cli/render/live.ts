import type { CandidateView, EnvironmentStatus, RolloutView } from '../../engine/facade.ts'
import { formats, type Language, type Text } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import { phaseWords } from '../messages-status.ts'

const both = (make: (language: Language) => string): Text => ({ en: make('en'), fr: make('fr') })

/** Where a rollout stands, in a few words: phase, weight, requests counted. */
export const rolloutWords = (rollout: RolloutView, language: Language): string => {
  const f = formats[language]
  const weight = rollout.weight ?? rollout.steps[rollout.step] ?? null
  const counts = rollout.evidence?.new
  return [
    phaseWords[rollout.phase][language],
    weight === null ? '' : f.percent(weight / 100),
    counts === undefined || counts.requests === 0
      ? ''
      : {
          en: `${f.count(counts.errors)} of ${f.count(counts.requests)} failed`,
          fr: `${f.count(counts.errors)} sur ${f.count(counts.requests)} en échec`,
        }[language],
  ]
    .filter((part) => part !== '')
    .join('  ')
}

/** The one line that is written over while a candidate is followed. */
export const liveLine = (
  view: CandidateView,
  environments: readonly EnvironmentStatus[],
  now: Instant,
): Text => {
  const live = environments.find(({ rollout }) => rollout !== null && rollout.candidate === view.id)
  const since = live?.rollout?.startedAt ?? view.at
  return both((language) => {
    const spent = formats[language].duration(Math.max(1_000, Math.round((now - since) / 1_000) * 1_000))
    if (live?.rollout) {
      // The last wait is the one that tells most: what is still missing.
      const waits = live.rollout.waits.slice(1).at(-1)?.[language]
      return [live.name, rolloutWords(live.rollout, language), spent, waits ?? '']
        .filter((part) => part !== '')
        .join('  ')
    }
    const waiting = view.environments.find(({ state }) => state === 'waiting')
    const words = waiting === undefined ? phaseWords.building : phaseWords.waiting
    return [words[language], spent, waiting?.waits[0]?.[language] ?? '']
      .filter((part) => part !== '')
      .join('  ')
  })
}
