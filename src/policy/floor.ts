import { readFloorFile } from '../config/read-floor.ts'
import { type Files, policyFiles, policyFrom } from './read.ts'
import type { Policy } from './types.ts'

/**
 * What the server's policy file says of an environment: what stands under its name, otherwise under `"*"`; null: nothing.
 * Throws a `ProblemError` with the place.
 */
export const readFloor = (
  file: string,
  text: string,
  files: Readonly<Record<string, string>>,
  name: string,
): Policy | null => {
  const read = readFloorFile({ file, text })
  const found = read[name] ?? read['*']
  const lookUp: Files = (path) => files[path] ?? null
  return found === undefined ? null : policyFrom(found, {}, lookUp)
}

/** Files that it names, as it names them. */
export const filesOfFloor = (file: string, text: string): readonly string[] => [
  ...new Set(Object.values(readFloorFile({ file, text })).flatMap((part) => policyFiles(part))),
]

/** Every part of the file, checked with the files that it names. Throws a `ProblemError` with the place. */
export const checkFloor = (file: string, text: string, files: Files): void => {
  for (const part of Object.values(readFloorFile({ file, text }))) policyFrom(part, {}, files)
}
