import type { Problem } from '../kernel/problem.ts'
import { type Format, formats, say, type Text } from '../kernel/text.ts'
import type { CrashRegression, Evidence, Margin, SideFigures } from './types.ts'

/** Enough digits that a rate which is not zero is not written as zero. */
const rate = (f: Format, ratio: number): string =>
  f.percent(ratio, ratio === 0 || ratio >= 0.001 ? 1 : ratio >= 0.0001 ? 2 : 3)

/** Rounded down, so that what was short of the threshold never reads as if it had reached it. */
const times = (f: Format, e: number): string =>
  e >= 1e6 ? f.count(1e6) : f.count(e >= 10 ? Math.floor(e) : Math.floor(e * 10) / 10)

const evidenceEn = ({ e, threshold }: Evidence): string =>
  `evidence ${e >= 1e6 ? 'over ' : ''}${times(formats.en, e)}x, needed ${times(formats.en, threshold)}x`
const evidenceFr = ({ e, threshold }: Evidence): string =>
  `preuve ${e >= 1e6 ? 'de plus de ' : 'de '}${times(formats.fr, e)} contre 1, il en faut ${times(formats.fr, threshold)}`

const margin = (f: Format, { ratio, plus }: Margin, by: string): string =>
  `${String(ratio).replace('.', f === formats.fr ? ',' : '.')}${by} + ${f.percent(plus)}`

const seconds = (f: Format, amount: number): string =>
  f.duration(amount < 60 ? Math.ceil(amount) * 1_000 : Math.ceil(amount / 60) * 60_000)

/** `8 of 412 requests (1.9 %) against 4 of 3,708 (0.1 %)`; raw counts behind it where they differ. */
const counts = (now: SideFigures, before: SideFigures): Text => {
  const repeats = now.rawErrors - now.errors + (before.rawErrors - before.errors)
  return say(
    (f) =>
      `${f.count(now.errors)} of ${f.counted(now.requests, 'request', 'requests')} (${rate(f, now.rate)})` +
      (before.requests === 0
        ? ''
        : ` against ${f.count(before.errors)} of ${f.count(before.requests)} (${rate(f, before.rate)})`) +
      (repeats === 0
        ? ''
        : `, ${f.counted(repeats, 'repeated error', 'repeated errors')} of the same clients left out`),
    (f) =>
      `${f.count(now.errors)} sur ${f.counted(now.requests, 'requête', 'requêtes')} (${rate(f, now.rate)})` +
      (before.requests === 0
        ? ''
        : ` contre ${f.count(before.errors)} sur ${f.count(before.requests)} (${rate(f, before.rate)})`) +
      (repeats === 0
        ? ''
        : `, sans ${f.counted(repeats, 'erreur répétée', 'erreurs répétées')} des mêmes clients`),
  )
}

const around = (en: string, inner: Text, enEnd: string, fr: string, frEnd: string): Text => ({
  en: `${en}${inner.en}${enEnd}`,
  fr: `${fr}${inner.fr}${frEnd}`,
})

export const errorsRegressed = (now: SideFigures, before: SideFigures, evidence: Evidence): Text =>
  around(
    'errors ',
    counts(now, before),
    `, ${evidenceEn(evidence)}`,
    'erreurs\u00a0: ',
    `, ${evidenceFr(evidence)}`,
  )

export const crashesRegressed = ({ crashes, components }: CrashRegression): Text =>
  say(
    (f) =>
      `${f.list(components)} crashed ${f.counted(crashes, 'time', 'times')} in the new version within this step, and nothing in the old one: bad by rule`,
    (f) =>
      `${f.list(components)} a planté ${f.count(crashes)} fois dans la nouvelle version pendant cette étape, et rien dans l’ancienne\u00a0: mauvaise d’office`,
  )

export const errorsSafe = (now: SideFigures, before: SideFigures, evidence: Evidence, within: Margin): Text =>
  around(
    'errors ',
    counts(now, before),
    `, no worse than ${margin(formats.en, within, 'x')}, ${evidenceEn(evidence)}`,
    'erreurs\u00a0: ',
    `, pas plus de ${margin(formats.fr, within, ' fois')}, ${evidenceFr(evidence)}`,
  )

export const errorsUndecided = (
  now: SideFigures,
  before: SideFigures,
  harmless: Evidence | null,
  missing: number | null,
  missingSeconds: number | null,
): Text => {
  const more = say(
    (f) =>
      missing === null
        ? ''
        : `, ${f.counted(missing, 'more request', 'more requests')} needed if none fails` +
          (missingSeconds === null ? '' : ` (${seconds(f, missingSeconds)} at this rate)`),
    (f) =>
      missing === null
        ? ''
        : `, il manque ${f.counted(missing, 'requête', 'requêtes')} si aucune n’échoue` +
          (missingSeconds === null ? '' : ` (${seconds(f, missingSeconds)} à ce rythme)`),
  )
  return around(
    'not enough evidence yet: errors ',
    counts(now, before),
    `${harmless === null ? '' : `, ${evidenceEn(harmless)}`}${more.en}`,
    'pas encore assez de preuves\u00a0: erreurs, ',
    `${harmless === null ? '' : `, ${evidenceFr(harmless)}`}${more.fr}`,
  )
}

export const noSample = (silentMs: number): Text =>
  say(
    (f) => `no telemetry for ${f.duration(silentMs)}: nothing is known of the requests`,
    (f) => `aucune télémesure depuis ${f.duration(silentMs)}\u00a0: on ne sait rien des requêtes`,
  )

export const noCanaryRequest = (predicted: number, clients: number): Text =>
  say(
    (f) =>
      `no request reached the new version, where its weight predicts ${f.count(Math.floor(predicted))} from ${f.count(Math.floor(clients))} clients`,
    (f) =>
      `aucune requête n’est parvenue à la nouvelle version, alors que son poids en prévoit ${f.count(Math.floor(predicted))}, de ${f.count(Math.floor(clients))} clients`,
  )

export const ratioBroken = (clients: number, canary: number, weight: number): Text =>
  say(
    (f) =>
      `the split is broken: ${f.count(canary)} of ${f.counted(clients, 'client is', 'clients are')} on the new version, where ${f.percent(weight / 100)} were set`,
    (f) =>
      `la répartition est fausse\u00a0: ${f.counted(canary, 'client', 'clients')} sur ${f.count(clients)} ${canary < 2 ? 'est' : 'sont'} sur la nouvelle version, au lieu de ${f.percent(weight / 100)}`,
  )

export const nothingReadBack: Text = say(
  () => 'no weight was read back yet: there is nothing to judge',
  () => 'aucun poids n’a encore été relu\u00a0: il n’y a rien à juger',
)

export const notCompared: Text = say(
  () =>
    'not compared: no release that was fully out answered anybody in the hour before, so there is no error rate to hold it against',
  () =>
    'sans comparaison\u00a0: aucune version entièrement en service n’a répondu à quiconque dans l’heure d’avant, il n’y a donc pas de taux d’erreur de référence',
)

export const limitCapped = (limit: number, observed: number): Text =>
  say(
    (f) =>
      `the limit for errors is ${rate(f, limit)} by rule (at most 20 %, or 1.5 times the ${rate(f, observed)} seen before): too little was seen before to say more`,
    (f) =>
      `la limite d’erreurs est fixée d’office à ${rate(f, limit)} (au plus 20\u202f%, ou 1,5 fois les ${rate(f, observed)} observés auparavant)\u00a0: trop peu a été observé auparavant pour en dire plus`,
  )

export const causeShared: Text = say(
  () =>
    'the previous version fails more than before, too: the cause is shared, and is not this release alone',
  () =>
    'la version précédente échoue elle aussi plus qu’avant\u00a0: la cause est commune, et non cette seule version',
)

const smallest = (f: Format, smallestSeen: number | null, en: boolean): string => {
  if (smallestSeen === null)
    return en ? ', no worsening could have been seen' : ', aucune dégradation n’aurait pu être vue'
  return en
    ? `, errors from ${rate(f, smallestSeen)} on would have been seen`
    : `, des erreurs à partir de ${rate(f, smallestSeen)} auraient été vues`
}

export const watchPassed = (counted: number, smallestSeen: number | null): Text =>
  say(
    (f) => `watch passed on ${f.counted(counted, 'request', 'requests')}${smallest(f, smallestSeen, true)}`,
    (f) =>
      `surveillance réussie sur ${f.counted(counted, 'requête', 'requêtes')}${smallest(f, smallestSeen, false)}`,
  )

export const watchUndecided = (counted: number, needed: number | null, smallestSeen: number | null): Text =>
  say(
    (f) =>
      `done, not enough evidence (${needed === null ? f.counted(counted, 'request', 'requests') : `${f.count(counted)} of ${f.counted(needed, 'request', 'requests')}`})${smallest(f, smallestSeen, true)}`,
    (f) =>
      `terminé, pas assez de preuves (${f.counted(counted, 'requête', 'requêtes')}${needed === null ? '' : ` sur ${f.count(needed)}`})${smallest(f, smallestSeen, false)}`,
  )

export const watchBlind = (why: Text): Text =>
  around('done, no telemetry: ', why, '', 'terminé, sans télémesure\u00a0: ', '')

export const watchNotCompared = (counted: number): Text =>
  say(
    (f) =>
      `done, not compared (${f.counted(counted, 'request', 'requests')}): ${notCompared.en.replace(/^[^:]*: /, '')}`,
    (f) =>
      `terminé, sans comparaison (${f.counted(counted, 'requête', 'requêtes')})\u00a0: ${notCompared.fr.replace(/^[^:]*: /, '')}`,
  )

export const marginTooSmall = (worseThan: Margin, safeWithin: Margin): Problem => ({
  code: 'judge.margin',
  kind: 'usage',
  message: say(
    (f) =>
      `safe-within ${margin(f, safeWithin, 'x')} is not above worse-than ${margin(f, worseThan, 'x')}: a version could be both`,
    (f) =>
      `safe-within ${margin(f, safeWithin, 'x')} n’est pas au-dessus de worse-than ${margin(f, worseThan, 'x')}\u00a0: une version pourrait être les deux`,
  ),
  expected: say(
    () => 'a margin of no harm above the tolerated worsening, such as 2x + 0.2 %',
    () => 'une marge d’innocuité au-dessus de la dégradation tolérée, par exemple 2x + 0,2\u202f%',
  ),
})

export const badShare = (name: 'alpha' | 'beta', value: number): Problem => ({
  code: 'judge.share',
  kind: 'usage',
  message: say(
    () => `${name} is ${value}, which is no probability between 0 and 1`,
    () => `${name} vaut ${value}, qui n’est pas une probabilité entre 0 et 1`,
  ),
})
