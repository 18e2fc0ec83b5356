import type { BuildView } from '../engine/facade.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

export const builtWhole = (application: string, commit: string, version: string, took: Ms): Text => {
  const known = version === commit.slice(0, 7) ? '' : ` (${version})`
  return say(
    (f) => `${application} at commit ${commit.slice(0, 10)}${known} is built, in ${f.duration(took)}`,
    (f) => `${application} au commit ${commit.slice(0, 10)}${known} est construite, en ${f.duration(took)}`,
  )
}

export const builtComponent = ({
  name,
  digest,
  cached,
  took,
  runtime,
}: BuildView['components'][number]): Text =>
  say(
    (f) => `  ${name}  ${digest}   ${cached ? 'unchanged' : f.duration(took)}   ${runtime}`,
    (f) => `  ${name}  ${digest}   ${cached ? 'inchangé' : f.duration(took)}   ${runtime}`,
  )
