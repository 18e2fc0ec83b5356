import type { ComponentChange, Crossed, Facts, NameChange, Part, RollbackPlan, Side } from './types.ts'

const named = (side: Side | null, name: string): Part | null =>
  side?.parts.find((part) => part.name === name) ?? null

const short = (part: Part | null): ComponentChange['from'] => {
  if (part === null) return null
  const { version, commit, image, revision } = part
  return { version, commit, image, revision }
}

const changeOf = (from: Part | null, to: Part | null): ComponentChange['change'] => {
  if (from === null) return 'again'
  if (to === null) return 'gone'
  return from.revision === to.revision ? 'same' : 'back'
}

const namesOf = (from: Side, to: Side | null): readonly string[] =>
  [...new Set([...from.parts, ...(to?.parts ?? [])].map(({ name }) => name))].sort()

const changed = (
  component: string,
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): readonly NameChange[] =>
  [...new Set([...Object.keys(from), ...Object.keys(to)])].sort().flatMap((name): readonly NameChange[] => {
    const [had, has] = [Object.hasOwn(from, name), Object.hasOwn(to, name)]
    if (had && has) return from[name] === to[name] ? [] : [{ component, name, change: 'changed' }]
    return [{ component, name, change: has ? 'added' : 'removed' }]
  })

const between = (
  from: Side,
  to: Side | null,
  of: (part: Part) => Readonly<Record<string, string>>,
): readonly NameChange[] =>
  to === null
    ? []
    : namesOf(from, to).flatMap((name) => {
        const [left, right] = [named(from, name), named(to, name)]
        return left === null || right === null ? [] : changed(name, of(left), of(right))
      })

const order = { unsafe: 0, unknown: 1, safe: 2 } as const

const sorted = (crossed: readonly Crossed[]): readonly Crossed[] =>
  crossed.toSorted((a, b) => order[a.is] - order[b.is])

/** The plan of the way back from one release to another, of what is known before it is needed. */
export const rollbackPlan = (facts: Facts): RollbackPlan => {
  const { from, to, settledAt, keepPrevious, crossed } = facts
  const { application, environment, madeAt, measured, wayBack, strategy, keepReleases } = facts
  const contracts = crossed.filter(({ phase, ran }) => phase === 'contract' && !ran)
  return {
    format: 1,
    application,
    environment,
    madeAt,
    from: { release: from.release, manifest: from.manifest, commit: from.commit },
    to: to === null ? null : { release: to.release, manifest: to.manifest, commit: to.commit },
    components: namesOf(from, to).map((component) => {
      const [left, right] = [named(from, component), named(to, component)]
      return { component, change: changeOf(left, right), from: short(left), to: short(right) }
    }),
    variables: between(from, to, ({ variables }) => variables),
    secrets: between(from, to, ({ secrets }) => secrets),
    secretsOnRollback: facts.secretsOnRollback,
    migrations: sorted(crossed),
    kept: from.parts.flatMap(({ name, keep }) => keep.map(({ path }) => ({ component: name, path }))),
    infrastructure: null,
    measured,
    wayBack,
    strategy,
    keepPrevious,
    drain: facts.drain,
    warmUntil: settledAt === null || facts.target !== 'warm' ? null : settledAt + keepPrevious,
    keepReleases,
    ...(facts.target === 'warm' ? {} : { target: facts.target }),
    ...(facts.asked === 'now' && outgrown(crossed).length > 0 ? { gone: true } : {}),
    contracts: [...new Set(contracts.map(({ component }) => component))],
  }
}

/** What has run that the release which would come back does not stand, or may not. */
export const outgrown = (crossed: readonly Crossed[]): readonly Crossed[] =>
  crossed.filter(({ is, ran }) => ran && is !== 'safe')
