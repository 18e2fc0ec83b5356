import { say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import { text } from './messages.ts'
import type { Tally } from './tally.ts'

const tail = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${lines.map((line) => `    ${line}`).join('\n')}`

export const testLines = {
  running: (component: string, name: string): Text =>
    text(`${component}: running the test ${name}`, `${component} : exécution du test ${name}`),
  timedOut: (within: Ms): Text =>
    say(
      (f) => `it did not end within ${f.duration(within)}`,
      (f) => `il n’a pas fini en ${f.duration(within)}`,
    ),
  ended: (code: number | null, signal: string | null, lines: readonly string[]): Text =>
    code === null
      ? text(
          `it was ended by ${signal ?? 'a signal'}${tail(lines)}`,
          `il a été interrompu par ${signal ?? 'un signal'}${tail(lines)}`,
        )
      : text(
          `it ended with code ${code}${tail(lines)}`,
          `il s’est terminé par le code ${code}${tail(lines)}`,
        ),
  exitCode: (): Text =>
    text(
      'it ended with code 0; how many tests ran is not known, because no report is declared',
      'il s’est terminé par le code 0 ; le nombre de tests est inconnu, car aucun rapport n’est déclaré',
    ),
  passed: ({ passed, skipped }: Tally): Text =>
    say(
      (f) => `${f.count(passed)} passed${skipped === 0 ? '' : `, ${f.count(skipped)} skipped`}`,
      (f) =>
        `${f.counted(passed, 'réussi', 'réussis')}${skipped === 0 ? '' : `, ${f.counted(skipped, 'sauté', 'sautés')}`}`,
    ),
  failed: ({ passed, failed, failures }: Tally): Text =>
    say(
      (f) => `${f.count(failed)} of ${f.count(passed + failed)} failed: ${failures.join('; ')}`,
      (f) =>
        `${f.count(failed)} sur ${f.count(passed + failed)} ${failed < 2 ? 'a' : 'ont'} échoué : ${failures.join(' ; ')}`,
    ),
  noneRan: (skipped: number): Text =>
    say(
      (f) => `no test ran${skipped === 0 ? '' : ` (${f.count(skipped)} skipped)`}: that is a failure`,
      (f) =>
        `aucun test n’a été exécuté${skipped === 0 ? '' : ` (${f.counted(skipped, 'sauté', 'sautés')})`} : c’est un échec`,
    ),
  noReport: (name: string): Text => text(`it wrote no report ${name}`, `il n’a pas écrit de rapport ${name}`),
  largeReport: (name: string, limit: number): Text =>
    say(
      (f) => `its report ${name} is larger than ${f.count(limit / 1_048_576)} MiB`,
      (f) => `son rapport ${name} dépasse ${f.count(limit / 1_048_576)} Mio`,
    ),
  badReport: (name: string, line: number, why: string): Text =>
    text(
      `its report ${name}:${line} cannot be read: ${why}`,
      `son rapport ${name}:${line} est illisible : ${why}`,
    ),
}
