import type { Problem } from '../kernel/problem.ts'
import { unknownEnvironment } from './messages-check.ts'
import * as say from './messages-notes.ts'
import { plainAddress, unknownSecretName } from './messages-notify.ts'
import type { Written } from './schema.ts'
import { suggest } from './suggest.ts'
import type { Path, Tree } from './yaml.ts'

/** Loopback alone may be spoken to in the clear: a token goes there. */
const isPlain = (url: string): boolean =>
  url.startsWith('http:') &&
  !/^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?(?:\/|$)/.test(url)

/** Names that stand for nothing, and what a service does not have. */
export const checkNotes = (
  written: Written,
  environments: readonly string[],
  tree: Tree,
): readonly Problem[] => {
  const { hosting, changelog } = written.notes ?? {}
  const problems: Problem[] = []
  const put = (problem: Problem, path: Path) =>
    problems.push({ ...problem, place: tree.at(['notes', ...path]) })
  if (changelog?.en !== undefined && changelog.en === changelog.fr)
    put(say.changelogTwice(changelog.en), ['changelog', 'fr'])
  if (hosting === undefined) return problems
  const secrets = Object.keys(written.secrets ?? {})
  const { token, environment, publish, kind, url, api } = hosting
  if (token !== undefined && !secrets.includes(token))
    put(unknownSecretName(token, suggest(token, secrets)), ['hosting', 'token'])
  if (environment !== undefined && !environments.includes(environment))
    put(unknownEnvironment(environment, suggest(environment, environments), environments), [
      'hosting',
      'environment',
    ])
  if (publish !== undefined && publish !== 'no' && token === undefined)
    put(say.publishNeedsToken(publish), ['hosting', 'publish'])
  if (publish === 'draft' && kind === 'gitlab') put(say.noDrafts(), ['hosting', 'publish'])
  if (kind === 'github' && url.replace(/\/+$/, '').split('/').length !== 5)
    put(say.notARepositoryAddress(url), ['hosting', 'url'])
  for (const [key, address] of [['url', url] as const, ['api', api] as const])
    if (address !== undefined && isPlain(address)) put(plainAddress(), ['hosting', key])
  return problems
}
