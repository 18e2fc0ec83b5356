import type { Problem } from '../kernel/problem.ts'
import { say } from '../kernel/text.ts'

export const onOrOff = (word: string | null): Problem => ({
  code: 'bad-argument',
  kind: 'usage',
  message: say(
    () => (word === null ? 'maintenance wants on or off' : `maintenance knows no “${word}”`),
    () => (word === null ? 'maintenance demande on ou off' : `maintenance ne connaît pas « ${word} »`),
  ),
  expected: say(
    () => 'on or off',
    () => 'on ou off',
  ),
  todo: say(
    () => 'ecluse maintenance on, or ecluse maintenance off',
    () => 'ecluse maintenance on, ou ecluse maintenance off',
  ),
})

export const pageNotRead = (file: string, reason: string): Problem => ({
  code: 'page-not-read',
  kind: 'usage',
  message: say(
    () => `the page ${file} cannot be read (${reason})`,
    () => `la page ${file} est illisible (${reason})`,
  ),
  place: { file },
  expected: say(
    () => 'a file with HTML',
    () => 'un fichier HTML',
  ),
  todo: say(
    () => 'check the path, or leave --page out',
    () => 'vérifiez le chemin, ou omettez --page',
  ),
})

export const pageTooLong = (file: string, length: number): Problem => ({
  code: 'page-too-long',
  kind: 'usage',
  message: say(
    (f) => `the page ${file} has ${f.count(length)} characters`,
    (f) => `la page ${file} compte ${f.count(length)} caractères`,
  ),
  place: { file },
  expected: say(
    (f) => `at most ${f.count(262_144)} characters`,
    (f) => `au plus ${f.count(262_144)} caractères`,
  ),
  todo: say(
    () => 'link large pictures from elsewhere',
    () => 'liez les grandes images depuis ailleurs',
  ),
})
