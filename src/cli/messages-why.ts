import type { Evidence, WhyView } from '../engine/facade.ts'
import { formats, type Language, say, type Text } from '../kernel/text.ts'
import type { Verdict } from '../kernel/verdict.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const under = (line: Text): Text =>
  text(line.en.startsWith(' ') ? line.en : `  ${line.en}`, line.fr.startsWith(' ') ? line.fr : `  ${line.fr}`)
export const wouldChange = (change: Text): Text =>
  text(`      would change it: ${change.en}`, `      ce qui le changerait : ${change.fr}`)

const outcomes: Readonly<Record<Verdict['outcome'], Text>> = {
  pass: text('passed', 'réussi'),
  hold: text('on hold', 'en attente'),
  refuse: text('refused', 'refusé'),
}

export const gate = (name: string, outcome: Verdict['outcome'], reasons: readonly Text[]): Text => {
  const one = (language: Language): string =>
    reasons.length === 0 ? '' : `   ${reasons.map((reason) => reason[language]).join(' ; ')}`
  return text(
    `  gate ${name}: ${outcomes[outcome].en}${one('en').replaceAll(' ; ', '; ')}`,
    `  contrôle ${name} : ${outcomes[outcome].fr}${one('fr')}`,
  )
}
export const passedGates = (names: readonly string[]): Text =>
  say(
    (f) => `  gates passed: ${f.list(names)}`,
    (f) => `  contrôles réussis : ${f.list(names)}`,
  )
export const reason = (reason: Text): Text => text(`  why: ${reason.en}`, `  pourquoi : ${reason.fr}`)
export const next = ({ en, fr }: Text): Text =>
  text(
    en.startsWith('next:') ? `  ${en}` : `  next: ${en}`,
    /^ensuite\s?:/.test(fr) ? `  ${fr}` : `  ensuite : ${fr}`,
  )

export const judge = ({ en, fr }: Text): Text => text(`  judge: ${en}`, `  juge : ${fr}`)

/** The judge's numbers: requests and errors of each side, the evidence and the threshold, what is missing. */
export const evidence = ({ new: fresh, old, e, threshold, missing }: Evidence): readonly Text[] => [
  say(
    (f) =>
      `  errors  ${f.count(fresh.errors)} of ${f.counted(fresh.requests, 'request', 'requests')} against ${f.count(old.errors)} of ${f.count(old.requests)}${e === null ? '' : `   evidence of harm ${f.count(e)}x`}${threshold === null ? '' : `, needed ${f.count(threshold)}x`}`,
    (f) =>
      `  erreurs  ${f.count(fresh.errors)} sur ${f.counted(fresh.requests, 'requête', 'requêtes')} contre ${f.count(old.errors)} sur ${f.count(old.requests)}${e === null ? '' : `   preuve d’un tort : ${f.count(e)} contre 1`}${threshold === null ? '' : `, il en faut ${f.count(threshold)}`}`,
  ),
  ...(missing === null || missing <= 0
    ? []
    : [
        say(
          (f) =>
            `      would change it: ${f.counted(Math.ceil(missing), 'more request without an error proves', 'more requests without an error prove')} it safe`,
          (f) =>
            `      ce qui le changerait : ${f.counted(Math.ceil(missing), 'requête de plus sans erreur le prouve', 'requêtes de plus sans erreur le prouvent')} sûr`,
        ),
      ]),
]

const faultNames = { timeout: text('no answer', 'sans réponse'), broken: text('cut', 'coupé') }

/** Of a place that fails, what fails most. */
const faultsOf = ({ faults = [] }: WhyView['culprits'][number]): Text => {
  const one = (language: Language): string =>
    faults
      .slice(0, 2)
      .map(({ method, path, status }) => {
        const how = typeof status === 'number' ? status : faultNames[status][language]
        return `${method} ${path} ${how}`
      })
      .join(', ')
  return faults.length === 0 ? text('', '') : text(`   ${one('en')}`, `   ${one('fr')}`)
}

/** How near it is to be taken back, where its counts are told beside it. */
export const harm = ({ e, threshold }: Evidence): readonly Text[] =>
  e === null || threshold === null
    ? []
    : [
        say(
          (f) => `  evidence of harm ${f.count(e)}x, needed ${f.count(threshold)}x`,
          (f) => `  preuve d’un tort : ${f.count(e)} contre 1, il en faut ${f.count(threshold)}`,
        ),
      ]

export const culprit = (place: WhyView['culprits'][number]): Text => {
  const { component, route, requests, errors } = place
  const [f, faults] = [formats, faultsOf(place)]
  const where = route === null ? '' : ` ${route}`
  return text(
    `  where: ${component}${where}   ${f.en.count(errors)} of ${f.en.counted(requests, 'request', 'requests')} failed${faults.en}`,
    `  où : ${component}${where}   ${f.fr.counted(errors, 'requête', 'requêtes')} sur ${f.fr.count(requests)} en échec${faults.fr}`,
  )
}
