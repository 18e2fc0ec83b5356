import type { Contains, Part, Passenger, Running } from './types.ts'

/**
 * What a component of a candidate is to what runs. `changed`: newer, it may ride. `older`: the candidate did not touch
 * it, and something newer runs. `behind`: it is another one, and does not contain what runs.
 */
export type Kind = 'changed' | 'same' | 'older' | 'behind'

export const kindOf = (
  commit: string,
  part: Pick<Part, 'component' | 'identity' | 'commit'>,
  running: Running,
  contains: Contains,
): Kind => {
  const live = running.components.find(({ component }) => component === part.component)
  if (live === undefined) return 'changed'
  if (live.identity === part.identity) return 'same'
  const own = part.commit ?? commit
  if ([commit, own].some((one) => one === live.commit || contains(one, live.commit) === true))
    return 'changed'
  const ran = running.earlier[part.component]?.includes(part.identity) === true
  return ran || contains(live.commit, commit) === true ? 'older' : 'behind'
}

type Kinded = { readonly part: Part; readonly kind: Kind }

/** What a passenger is to what runs: "already live" and "contains" are asked for each changed component. */
export type Standing = {
  readonly passenger: Passenger
  readonly changed: readonly Part[]
  /** A component of it that neither contains what runs nor ran before, or that runs and is not in its file. */
  readonly behind: string | null
  /** Nothing of it is new. */
  readonly live: boolean
}

/** A running component that a passenger's file does not know, though it does not contain its commit. */
const unknownTo = ({ commit, parts }: Passenger, running: Running, contains: Contains): string | undefined =>
  running.components.find(
    (live) =>
      !parts.some(({ component }) => component === live.component) &&
      commit !== live.commit &&
      contains(commit, live.commit) !== true,
  )?.component

/** Stays as it runs, and was to go no further: whoever goes further would take it along. */
const stopped = (
  { goesOn = [], commit }: Passenger,
  kinds: readonly Kinded[],
  running: Running,
  contains: Contains,
) =>
  goesOn.length === 0
    ? undefined
    : running.components.find(
        (live) =>
          live.stops === true &&
          commit !== live.commit &&
          contains(commit, live.commit) !== true &&
          kinds.find(({ part }) => part.component === live.component)?.kind !== 'same',
      )?.component

export const standingOf = (passenger: Passenger, running: Running, contains: Contains): Standing => {
  const { commit, parts } = passenger
  const kinds = parts.map((part) => ({ part, kind: kindOf(commit, part, running, contains) }))
  const changed = kinds.filter(({ kind }) => kind === 'changed').map(({ part }) => part)
  const contained = running.components.some((live) => contains(live.commit, commit) === true)
  const behind =
    kinds.find(({ kind }) => kind === 'behind')?.part.component ??
    unknownTo(passenger, running, contains) ??
    stopped(passenger, kinds, running, contains)
  // One that changes no component may still bring a newer ecluse.yaml.
  const newer = running.components.every(
    (live) => commit !== live.commit && contains(commit, live.commit) === true,
  )
  const { goesOn = [] } = passenger
  // Where it is to go on, what runs has to go there too: otherwise it leaves once more, as it runs.
  const further = goesOn.some((name) => running.goesOn?.includes(name) !== true)
  const nothingNew = changed.length === 0 && !newer
  return {
    passenger,
    changed,
    behind: nothingNew && contained && !further ? null : (behind ?? null),
    live: nothingNew && !further && (contained || behind === undefined),
  }
}
