import type { Telling } from './told.ts'
import type { Person } from './types.ts'

const robots =
  /\[bot\]|(?:^|[-_ ])bot$|^(?:dependabot|renovate|github-actions|greenkeeper|snyk-bot|web-flow|semantic-release-bot|allcontributors|pre-commit-ci|mergify|imgbot|weblate)\b/iu

/** How people are named: as they call themselves, by what hosting services call them, or not at all. */
export type Naming = 'name' | 'handle' | 'none'

/** `1234+ada@users.noreply.github.com`, `1234-ada@users.noreply.gitlab.com`: the address that services give. */
const handleOf = ({ name, email }: Person): string => {
  const found =
    /^(?:\d+\+)?(?<github>[\w.-]+(?:\[bot\])?)@users\.noreply\.github\.|^\d+-(?<gitlab>[\w.-]+)@users\.noreply\./iu.exec(
      email,
    )?.groups
  const handle = found?.['github'] ?? found?.['gitlab']
  return handle === undefined ? name : `@${handle}`
}

/** Who made a change, each once; no machine, and nobody where the team wishes so. */
export const peopleOf = ({ entry, parts }: Telling, naming: Naming): readonly Person[] => {
  if (naming === 'none') return []
  const all = parts.filter(({ commit }) => commit.parents.length < 2)
  const named = (all.length === 0 ? [entry] : all).flatMap(({ commit, message }) => [
    commit.author,
    ...message.coauthors,
  ])
  const byEmail = new Map(named.map((person) => [person.email.toLowerCase() || person.name, person]))
  const people = [...byEmail.values()].filter(({ name }) => name !== '' && !robots.test(name))
  const shown = people.map((one) => (naming === 'handle' ? { ...one, name: handleOf(one) } : one))
  return [...new Map(shown.map((one) => [one.name, one])).values()]
}
