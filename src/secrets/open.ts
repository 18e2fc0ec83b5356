import type { Folder } from '../folder/layout.ts'
import { readKeys } from './key.ts'
import { unseal } from './seal.ts'

/** Sealed values by variable. */
export type SealedValues = Readonly<Record<string, string>>

/**
 * Opens values for a process that is about to be spawned; nothing of them may be kept. Throws `secrets-key-missing`,
 * `secrets-key-damaged`, `secrets-key-other`, `secret-damaged`.
 */
export const openSecrets = (
  folder: Pick<Folder, 'secrets'>,
  sealed: SealedValues | undefined,
): Readonly<Record<string, string>> => {
  const entries = Object.entries(sealed ?? {})
  if (entries.length === 0) return {}
  const keys = readKeys(folder)
  return Object.fromEntries(entries.map(([name, value]) => [name, unseal(keys, value)]))
}

/** Shorter parts are words that stand in any line. */
const shortest = 4

/** Takes the values out of lines that a process wrote; where they cannot be opened, the lines themselves. */
export const hideSecrets = (
  folder: Pick<Folder, 'secrets'>,
  sealed: SealedValues | undefined,
  lines: readonly string[],
): readonly string[] => {
  if (Object.keys(sealed ?? {}).length === 0) return lines
  let values: Readonly<Record<string, string>>
  try {
    values = openSecrets(folder, sealed)
  } catch {
    return []
  }
  const parts = Object.entries(values)
    .flatMap(([name, value]) =>
      [value, encodeURIComponent(value), ...value.split(/\r?\n/)].map((part) => ({ name, part })),
    )
    .filter(({ part }) => part.length >= shortest)
    .toSorted((left, right) => right.part.length - left.part.length)
  return lines.map((line) => parts.reduce((rest, { name, part }) => rest.replaceAll(part, `[${name}]`), line))
}
