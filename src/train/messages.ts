import { say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const doesNotFit = (takes: Ms): Text =>
  say(
    (f) => `its ${f.duration(takes)} up to the watch do not fit before the window closes`,
    (f) =>
      `ses ${f.duration(takes)} jusqu’à la surveillance ne tiennent pas avant la fermeture de la fenêtre`,
  )

export const versionsApart = (component: string, other: number): Text =>
  words(
    `its ${component} does not contain that of candidate ${other}, which boarded before it, nor the other way round`,
    `son ${component} ne contient pas celui de la version admissible ${other}, embarquée avant elle, ni l’inverse`,
  )
export const versionsApartChange = (commit: string): Text =>
  words(
    `merge ${commit.slice(0, 10)}, and ship again`,
    `fusionnez ${commit.slice(0, 10)}, puis livrez de nouveau`,
  )

export const behind = (component: string): Text =>
  words(
    `its ${component} does not contain the one that runs`,
    `son ${component} ne contient pas celui qui est en service`,
  )
export const behindChange: Text = words(
  'merge the commit that runs, and ship again',
  'fusionnez le commit en service, puis livrez de nouveau',
)

export const fails = (component: string | null, why: Text | null): Text => {
  const [en, fr] =
    component === null
      ? ['it stays behind', 'elle reste à quai']
      : [`${component} stays behind`, `${component} reste à quai`]
  return why === null ? words(en, fr) : words(`${en}: ${why.en}`, `${fr} : ${why.fr}`)
}

export const notContained = (leads: number | null): Text =>
  leads === null
    ? words('nobody leads the train', 'personne ne mène le train')
    : words(
        `candidate ${leads}, which leads the train, does not contain it; it takes the next`,
        `la version admissible ${leads}, qui mène le train, ne la contient pas ; elle prend le suivant`,
      )
export const goesFurther = (leads: number): Text =>
  words(
    `candidate ${leads}, which leads the train, was not to go as far; it takes the next`,
    `la version admissible ${leads}, qui mène le train, ne devait pas aller aussi loin ; elle prend le suivant`,
  )
export const notContainedChange = (leads: number): Text =>
  words(
    `ship a commit that contains both, or wait for the train after that of ${leads}`,
    `livrez un commit qui contient les deux, ou attendez le train qui suit celui de la ${leads}`,
  )
