import type { Problem } from '../kernel/problem.ts'
import { unknownEnvironment } from './messages-check.ts'
import * as say from './messages-notify.ts'
import type { Written } from './schema.ts'
import type { WrittenNotify } from './schema-notify.ts'
import { suggest } from './suggest.ts'
import type { NotifyKind } from './types-notify.ts'
import type { Path, Tree } from './yaml.ts'

type Receiver = WrittenNotify[number]
type Key = 'sign-with' | 'from' | 'recipients' | 'template' | 'url'

/** Keys that belong to some kinds alone; a sample where those kinds need them. */
const belongs: readonly {
  readonly key: Key
  readonly of: readonly NotifyKind[]
  readonly sample: string | null
}[] = [
  { key: 'sign-with', of: ['webhook'], sample: 'sign-with: HOOK_KEY' },
  { key: 'from', of: ['smtp'], sample: 'from: ecluse@example.ca' },
  { key: 'recipients', of: ['smtp', 'gc-notify'], sample: 'recipients: [ops@example.ca]' },
  { key: 'template', of: ['gc-notify'], sample: 'template: f33517ff-2a88-4f6e-b855-c550268ce08a' },
  { key: 'url', of: ['gc-notify'], sample: null },
]

const keysOf = (said: Receiver, at: Path, tree: Tree): readonly Problem[] =>
  belongs.flatMap(({ key, of, sample }) => {
    const there = said[key] !== undefined
    const mine = of.includes(said.kind)
    if (mine && !there && sample !== null)
      return [{ ...say.receiverNeeds(said.kind, key, sample), place: tree.at(at) }]
    return there && !mine
      ? [{ ...say.receiverHasNo(said.kind, key, of), place: tree.atKey([...at, key]) }]
      : []
  })

/** Loopback alone may be spoken to in the clear. */
const isPlain = (url: string): boolean =>
  url.startsWith('http:') &&
  !/^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?(?:\/|$)/.test(url)

const checkOne = (
  said: Receiver,
  at: Path,
  {
    secrets,
    environments,
    tree,
  }: { secrets: readonly string[]; environments: readonly string[]; tree: Tree },
): readonly Problem[] => [
  ...[['to', said.to] as const, ['sign-with', said['sign-with']] as const].flatMap(([key, name]) =>
    name === undefined || secrets.includes(name)
      ? []
      : [{ ...say.unknownSecretName(name, suggest(name, secrets)), place: tree.at([...at, key]) }],
  ),
  ...(said.environment === undefined || environments.includes(said.environment)
    ? []
    : [
        {
          ...unknownEnvironment(said.environment, suggest(said.environment, environments), environments),
          place: tree.at([...at, 'environment']),
        },
      ]),
  ...keysOf(said, at, tree),
  ...(said.url !== undefined && isPlain(said.url)
    ? [{ ...say.plainAddress(), place: tree.at([...at, 'url']) }]
    : []),
]

const same = (one: Receiver, other: Receiver): boolean =>
  one.kind === other.kind &&
  one.to === other.to &&
  one.role === other.role &&
  one.environment === other.environment

/** Names that stand for nothing, keys that a kind needs or has no use for, and the same receiver twice. */
export const checkNotify = (
  written: Written,
  environments: readonly string[],
  tree: Tree,
): readonly Problem[] => {
  const all = written.notify ?? []
  const secrets = Object.keys(written.secrets ?? {})
  return all.flatMap((said, index) => [
    ...checkOne(said, ['notify', index], { secrets, environments, tree }),
    ...(all.slice(0, index).some((earlier) => same(earlier, said))
      ? [{ ...say.receiverTwice(), place: tree.at(['notify', index]) }]
      : []),
  ])
}
