import type { Config } from '../config/types.ts'
import { ownSemverOf, satisfies } from './versions.ts'

export type Unmet = {
  readonly component: string
  readonly need: string
  readonly range: string
  readonly version: string
  /** Whether the version is a Semantic Version at all. */
  readonly semantic: boolean
}

/** Needs whose version is not in the range that the configuration asks for, over the whole set. */
export const needsUnmet = (
  config: Pick<Config, 'components'>,
  parts: readonly { readonly name: string; readonly version: string }[],
): readonly Unmet[] =>
  config.components.flatMap(({ name, needsRanges = {} }) =>
    Object.entries(needsRanges).flatMap(([need, range]) => {
      const version = parts.find((one) => one.name === need)?.version
      return version === undefined || satisfies(version, range)
        ? []
        : [{ component: name, need, range, version, semantic: ownSemverOf(version) !== null }]
    }),
  )
