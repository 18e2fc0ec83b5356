import type { Problem } from '../kernel/problem.ts'
import { type Names, reservedVariables } from './check.ts'
import type { WrittenSecret } from './leaves.ts'
import { unknownComponent } from './messages-check.ts'
import { oneSource, secretAndVariable } from './messages-secrets.ts'
import { needsOf } from './needs.ts'
import type { Written } from './schema.ts'
import { suggest } from './suggest.ts'
import type { Path, Tree } from './yaml.ts'

type Secrets = Readonly<Record<string, WrittenSecret>>

/**
 * One place that declares secrets, with the variables that are declared at the same place. Reserved names are refused
 * as those of variables are: an instance sees no difference.
 */
const checkPlace = (
  secrets: Secrets,
  variables: Readonly<Record<string, string>> | undefined,
  needs: readonly string[],
  path: Path,
  tree: Tree,
): Problem[] => [
  ...Object.entries(secrets).flatMap(([name, said]) => {
    const sources = typeof said === 'string' ? [said] : Object.values(said).filter((one) => one !== undefined)
    const key = tree.atKey([...path, name])
    return [
      ...(sources.length === 1 ? [] : [{ ...oneSource(name), place: tree.at([...path, name]) }]),
      ...(Object.hasOwn(variables ?? {}, name) ? [{ ...secretAndVariable(name), place: key }] : []),
    ]
  }),
  ...reservedVariables(Object.fromEntries(Object.keys(secrets).map((name) => [name, ''])), needs, path, tree),
]

const ofEnvironment = (name: string, written: Written, names: Names, tree: Tree): Problem[] => {
  const said = written.environments[name]
  return Object.entries(said?.secrets ?? {}).flatMap(([component, secrets]) => {
    const path: Path = ['environments', name, 'secrets', component]
    if (names.components.includes(component)) {
      const needs = needsOf(written.components[component])
      return checkPlace(secrets, said?.variables?.[component], needs, path, tree)
    }
    const near = suggest(component, names.components)
    return [{ ...unknownComponent(component, near, names.components), place: tree.atKey(path) }]
  })
}

/** Sources, names, and no name that is a secret and a variable at the same place. */
export const checkSecrets = (written: Written, names: Names, tree: Tree): readonly Problem[] => [
  ...checkPlace(written.secrets ?? {}, undefined, [], ['secrets'], tree),
  ...Object.entries(written.components).flatMap(([name, said]) =>
    checkPlace(said?.secrets ?? {}, said?.variables, needsOf(said), ['components', name, 'secrets'], tree),
  ),
  ...Object.keys(written.environments).flatMap((name) => ofEnvironment(name, written, names, tree)),
]
