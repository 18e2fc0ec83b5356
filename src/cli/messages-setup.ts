import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const willDo = say(
  () => 'this will:',
  () => 'ceci va :',
)

export const begins = say(
  () => 'doing:',
  () => 'en cours :',
)

export const nothingToDo = (version: string, server: string): readonly Text[] => [
  say(
    () => `nothing to do: the server is prepared, at version ${version}`,
    () => `rien à faire : le serveur est prêt, en version ${version}`,
  ),
  say(
    () => `in ecluse.yaml:  server: ${server}`,
    () => `dans ecluse.yaml :  server: ${server}`,
  ),
]

export const prepared = (version: string, server: string): readonly Text[] => [
  say(
    () => `the server is prepared, at version ${version}`,
    () => `le serveur est prêt, en version ${version}`,
  ),
  say(
    () => `next: put this line into ecluse.yaml, then ecluse ship`,
    () => `ensuite : mettez cette ligne dans ecluse.yaml, puis ecluse ship`,
  ),
  { en: `  server: ${server}`, fr: `  server: ${server}` },
]

export const upgraded = (before: string | null, version: string): readonly Text[] => [
  say(
    () =>
      `the server is at version ${version}${before === null || before === version ? '' : `, and was at ${before}`}; nobody was refused`,
    () =>
      `le serveur est en version ${version}${before === null || before === version ? '' : `, et était en ${before}`} ; personne n’a été refusé`,
  ),
]

export const badPorts = (words: string): Problem => ({
  code: 'bad-ports',
  kind: 'usage',
  message: say(
    () => `“${words}” is no list of ports`,
    () => `« ${words} » n’est pas une liste de ports`,
  ),
  expected: say(
    () => 'numbers from 1 to 65535, with commas between them: 80,443',
    () => 'des nombres de 1 à 65535, séparés par des virgules : 80,443',
  ),
})
