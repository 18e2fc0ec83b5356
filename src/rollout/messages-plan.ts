import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

const problem = (code: Code, message: Text, expected: Text, todo?: Text): Problem => ({
  code,
  kind: 'usage',
  message,
  expected,
  ...(todo === undefined ? {} : { todo }),
})

const weightsExpected: Text = {
  en: 'percentages that rise from step to step, above 0 and at most 100',
  fr: 'des pourcentages qui montent d’une étape à l’autre, au-dessus de 0 et jusqu’à 100',
}

/** Why a plan cannot work. */
export const problems = {
  componentTwice: (name: string): Problem =>
    problem(
      'component-twice',
      {
        en: `component ${name} stands twice in the plan`,
        fr: `le composant ${name} figure deux fois dans le plan`,
      },
      { en: 'each component once', fr: 'chaque composant une seule fois' },
    ),
  needUnknown: (name: string): Problem =>
    problem(
      'need-unknown',
      {
        en: `a component needs ${name}, which the new release does not have`,
        fr: `un composant a besoin de ${name}, que la nouvelle version ne comprend pas`,
      },
      { en: 'the name of a component of the release', fr: 'le nom d’un composant de la version' },
      {
        en: `take ${name} out of needs, or keep the component`,
        fr: `retirez ${name} de needs, ou gardez le composant`,
      },
    ),
  componentEmpty: (name: string): Problem =>
    problem(
      'component-empty',
      {
        en: `component ${name} is in neither the previous release nor the new one`,
        fr: `le composant ${name} n’est ni dans la version précédente ni dans la nouvelle`,
      },
      {
        en: 'a revision in at least one of the two releases',
        fr: 'une révision dans au moins une des deux versions',
      },
    ),
  nothingToRun: (): Problem =>
    problem(
      'nothing-to-run',
      { en: 'the new release has no component', fr: 'la nouvelle version n’a aucun composant' },
      { en: 'at least one component', fr: 'au moins un composant' },
    ),
  needsCycle: (names: readonly string[]): Problem =>
    problem(
      'needs-cycle',
      say(
        (f) => `needs goes round among ${f.list(names)}`,
        (f) => `needs tourne en rond entre ${f.list(names)}`,
      ),
      {
        en: 'an order in which each component starts after all that it needs',
        fr: 'un ordre où chaque composant démarre après tous ceux dont il a besoin',
      },
      { en: 'take one need out of the round', fr: 'retirez un besoin de la boucle' },
    ),
  noSteps: (): Problem =>
    problem(
      'no-steps',
      { en: 'the plan has no step', fr: 'le plan n’a aucune étape' },
      { en: 'at least the watch', fr: 'au moins l’observation' },
    ),
  weightOutside: (weight: number): Problem =>
    problem(
      'weight-outside',
      say(
        (f) => `a step moves ${f.percent(weight / 100)} of people`,
        (f) => `une étape déplace ${f.percent(weight / 100)} des personnes`,
      ),
      weightsExpected,
    ),
  weightFalls: (before: number, after: number): Problem =>
    problem(
      'weight-falls',
      say(
        (f) => `the weights fall from ${f.percent(before / 100)} to ${f.percent(after / 100)}`,
        (f) => `les étapes descendent de ${f.percent(before / 100)} à ${f.percent(after / 100)}`,
      ),
      weightsExpected,
      {
        en: 'sort the steps; the last one is 100 % less the holdback',
        fr: 'triez les étapes ; la dernière est 100\u202f% moins la part retenue',
      },
    ),
  stepTimes: (weight: number): Problem =>
    problem(
      'step-times',
      say(
        (f) => `the times of the step at ${f.percent(weight / 100)} cannot be kept`,
        (f) => `les durées de l’étape à ${f.percent(weight / 100)} sont impossibles à respecter`,
      ),
      {
        en: 'at-least not below 0 and not above at-most',
        fr: 'at-least d’au moins 0 et d’au plus at-most',
      },
    ),
  brokenCanary: (): Problem =>
    problem(
      'broken-canary',
      {
        en: 'the previous release is known to be broken, and the plan would leave people on it',
        fr: 'la version précédente est défectueuse, et le plan y laisserait des personnes',
      },
      { en: 'one step', fr: 'une seule étape' },
    ),
  firstInOne: (): Problem =>
    problem(
      'first-in-one',
      {
        en: 'there is no previous release, and the plan would leave people on one',
        fr: 'il n’y a pas de version précédente, et le plan y laisserait des personnes',
      },
      { en: 'one step of 100 %', fr: 'une seule étape, de 100\u202f%' },
    ),
  sameRelease: (release: string): Problem =>
    problem(
      'same-release',
      {
        en: `release ${release} would replace itself`,
        fr: `la version ${release} se remplacerait elle-même`,
      },
      { en: 'two different releases', fr: 'deux versions différentes' },
      {
        en: 'to start its processes anew: ecluse restart',
        fr: 'pour relancer ses processus : ecluse restart',
      },
    ),
  times: (): Problem =>
    problem(
      'times',
      { en: 'a time of the plan cannot be kept', fr: 'une durée du plan est impossible à respecter' },
      {
        en: 'finite times of at least 0, poll above 0, clamp not below poll',
        fr: 'des durées finies d’au moins 0, poll au-dessus de 0, clamp d’au moins poll',
      },
    ),
  startTooShort: (start: Ms, needed: Ms): Problem =>
    problem(
      'start-too-short',
      say(
        (f) =>
          `${f.duration(start)} to start everything is less than its components may take one after the other`,
        (f) =>
          `${f.duration(start)} pour tout démarrer, c’est moins que ce que ses composants peuvent prendre l’un après l’autre`,
      ),
      say(
        (f) => `at least ${f.duration(needed)}: the sum of ready.within along the longest chain of needs`,
        (f) =>
          `au moins ${f.duration(needed)} : la somme des ready.within le long de la plus longue chaîne de needs`,
      ),
    ),
} as const
