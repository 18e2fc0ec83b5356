import { say, type Text } from '../kernel/text.ts'
import { instantText } from '../kernel/time.ts'
import type { Missed } from '../schedule/decide.ts'

export const began = (component: string, release: number, environment: string): Text =>
  say(
    (f) => `${component} of release ${f.count(release)} runs by its timetable   ${environment}`,
    (f) => `${component} de la version ${f.count(release)} s’exécute selon son horaire   ${environment}`,
  )

export const ended = (
  component: string,
  release: number,
  {
    code,
    signal,
    timedOut,
  }: { readonly code: number | null; readonly signal: string | null; readonly timedOut: boolean },
  environment: string,
): Text => {
  const how =
    code === 0
      ? { en: 'has passed', fr: 'a réussi' }
      : timedOut
        ? { en: 'did not end in its time', fr: 'ne s’est pas terminé à temps' }
        : code === null && signal === null
          ? { en: 'ended, nobody knows how', fr: 's’est terminé, on ne sait comment' }
          : {
              en: `failed with ${signal ?? `code ${code}`}`,
              fr: `a échoué avec ${signal ?? `le code ${code}`}`,
            }
  return say(
    (f) => `the timetable’s run of ${component}, release ${f.count(release)}, ${how.en}   ${environment}`,
    (f) => `l’exécution prévue de ${component}, version ${f.count(release)}, ${how.fr}   ${environment}`,
  )
}

export const missed = (component: string, { count, first, last, why }: Missed, environment: string): Text => {
  const span = (f: { count: (value: number) => string }) =>
    count === 1 ? instantText(first) : `${f.count(count)}, ${instantText(first)} … ${instantText(last)}`
  return why === 'still-running'
    ? say(
        (f) =>
          `${component} missed its timetable (${span(f)}): the run before still goes on   ${environment}`,
        (f) =>
          `${component} a manqué son horaire (${span(f)}) : l’exécution précédente dure encore   ${environment}`,
      )
    : say(
        (f) =>
          `${component} missed its timetable (${span(f)}): nothing of ours was at work then   ${environment}`,
        (f) =>
          `${component} a manqué son horaire (${span(f)}) : rien de nous n’était alors à l’œuvre   ${environment}`,
      )
}
