import { forecast, propose } from '../analysis/forecast.ts'
import type { JudgePlan, Traffic } from '../analysis/types.ts'
import { formatTolerance } from '../config/scalars.ts'
import type { EnvironmentConfig } from '../config/types.ts'
import { type Format, say, type Text } from '../kernel/text.ts'
import type { Prognosis } from '../records/types.ts'

/** JUDGE (f): how long each step takes until it is safe if the new release fails as often as the old. */
export const prognosisOf = (
  { strategy }: EnvironmentConfig,
  plan: JudgePlan,
  traffic: Traffic | null,
): Prognosis | null => {
  if (strategy.kind !== 'canary') return null
  const { atLeast, atMost: most } = strategy
  const atMost = Math.max(atLeast, most)
  const seen = traffic ?? { perSecond: 0, errorRate: 0 }
  const steps = strategy.steps
    .filter(({ weight }) => weight < 100)
    .map(({ weight }) => ({ ...forecast(plan, weight, seen), atLeast, atMost }))
  const slow = steps.find(isSlow)
  const proposal = slow === undefined ? null : propose(plan, slow.weight, seen, atMost / 1_000)
  return { traffic, steps, proposal }
}

type Step = Prognosis['steps'][number]

const isSlow = ({ seconds, atMost }: Step): boolean => seconds === null || seconds * 1_000 > atMost

/** A rough figure: three digits of a second would promise what nobody knows. */
const about = (f: Format, { seconds, atLeast }: Step): string | null => {
  if (seconds === null) return null
  const ms = Math.max(atLeast, seconds * 1_000)
  const grain = ms < 60_000 ? 1_000 : ms < 3_600_000 ? 60_000 : 3_600_000
  return f.duration(Math.round(ms / grain) * grain)
}

const rate = (f: Format, { perSecond, errorRate }: Traffic): { per: string; errors: string } => ({
  per: f.count(perSecond >= 10 ? Math.round(perSecond) : Math.max(0.1, Math.round(perSecond * 10) / 10)),
  errors: f.percent(errorRate, errorRate === 0 || errorRate >= 0.001 ? 1 : 3),
})

const expected = (traffic: Traffic, steps: readonly Step[]): Text =>
  say(
    (f) => {
      const { per, errors } = rate(f, traffic)
      const times = steps.map(
        (step) =>
          `${f.percent(step.weight / 100)} ${about(f, step) === null ? 'never' : `in ${about(f, step)}`}`,
      )
      return `forecast: at ${per} requests a second with ${errors} errors, as in the last hour, proven safe: ${times.join(', ')}`
    },
    (f) => {
      const { per, errors } = rate(f, traffic)
      const times = steps.map((step) => {
        const time = about(f, step)
        return `${f.percent(step.weight / 100)} ${time === null ? 'jamais' : `en ${time}`}`
      })
      return `prévision : avec ${per} requêtes par seconde et ${errors} d’erreurs, comme dans la dernière heure, preuve faite : ${times.join(', ')}`
    },
  )

const silent: Text = {
  en: 'forecast: no requests in the last hour; without people no step can be proven safe',
  fr: 'prévision : aucune requête dans la dernière heure ; sans personnes, aucune étape ne peut être prouvée sûre',
}

/** What to write in `ecluse.yaml` so that a step can be proven in its time. */
const advice = ({ steps, proposal }: Prognosis): Text | null => {
  const slow = steps.find(isSlow)
  if (slow === undefined) return null
  const tolerance = proposal === null ? '' : formatTolerance(proposal.safeWithin)
  return say(
    (f) =>
      `${f.percent(slow.weight / 100)} has at most ${f.duration(slow.atMost)}: then \`when-unsure\` decides` +
      (proposal === null
        ? '; no other weight or margin would be proven in that time'
        : `; \`steps: [${proposal.weight}%]\` with \`safe-within: ${tolerance}\` would be proven in time`),
    (f) =>
      `${f.percent(slow.weight / 100)} a au plus ${f.duration(slow.atMost)} : ensuite, \`when-unsure\` décide` +
      (proposal === null
        ? ' ; aucun autre poids ni aucune autre marge ne seraient prouvés dans ce temps'
        : ` ; \`steps: [${proposal.weight}%]\` avec \`safe-within: ${tolerance}\` serait prouvé à temps`),
  )
}

export const prognosisLines = (prognosis: Prognosis): readonly Text[] => {
  const { traffic, steps } = prognosis
  if (steps.length === 0) return []
  const first = traffic === null || traffic.perSecond === 0 ? silent : expected(traffic, steps)
  return [first, advice(prognosis)].filter((line) => line !== null)
}
