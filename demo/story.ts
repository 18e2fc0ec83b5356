import type { Language, Text } from '../src/kernel/text.ts'
import type { Commands, Ended } from './command.ts'
import { commitAll } from './git.ts'
import { words } from './messages.ts'
import { type People, shareOf } from './people.ts'
import type { Screen } from './screen.ts'
import { type Version, versions, writeVersion } from './versions.ts'

/** One version on its way: what became of its `ecluse ship`. */
export type Sent = {
  readonly version: Version
  readonly commit: string
  readonly committedAt: number
  readonly wanted: 0 | 3
  readonly ended: Ended
}

type Stage = {
  readonly repository: string
  readonly commands: Commands
  readonly people: People
  /** Resolves when the first people are in. */
  readonly opened: Promise<void>
  readonly screen: Screen
  readonly language: Language
}

/** A rollout that takes longer than this, in milliseconds, is not waited for. */
const LONGEST = 240_000

/** The share of answers from which on a version is in its watch: the next one is then built and tested. */
const IN_WATCH: Readonly<Record<Version['name'], number | null>> = {
  v1: null,
  'v1.1': 0.99,
  v2: 0.86,
  v3: null,
}

const wantedOf = (version: Version): 0 | 3 => (version.known.planted ? 3 : 0)

const send = async (
  stage: Stage,
  version: Version,
): Promise<{ ended: Promise<Ended>; sent: Omit<Sent, 'ended'> }> => {
  const { repository, commands, screen, language } = stage
  await writeVersion(repository, version)
  const commit = await commitAll(repository, `${version.name}: ${version.change.en}`)
  const committedAt = Date.now()
  screen.line(`\n${words.shipping(version.name, version.change, commit)[language]}`)
  const hear = (line: string) => screen.line(`  ${version.name.padEnd(5)}${line}`.trimEnd())
  const ended = commands.run(['ship'], { within: LONGEST, hear })
  return { ended, sent: { version, commit, committedAt, wanted: wantedOf(version) } }
}

/** Resolves when the version is in its watch, as people see it. */
const inWatch = ({ people, opened }: Stage, version: Version): Promise<void> => {
  const share = IN_WATCH[version.name]
  return share === null ? opened : people.until((second) => shareOf(second, version.name) >= share)
}

/**
 * Ships the versions one after the other, each as soon as the one before is in its watch. Stops where one did not
 * end as it is to.
 */
export const shipAll = async (stage: Stage): Promise<readonly Sent[]> => {
  const all: Promise<Sent>[] = []
  const say = (text: Text) => stage.screen.line(text[stage.language])
  let astray = false
  for (const version of versions) {
    const { ended, sent } = await send(stage, version)
    const done = ended.then((end): Sent => {
      if (end.timedOut) say(words.tooLong(version.name, LONGEST))
      else if (end.code !== sent.wanted) say(words.notAsWanted(version.name, end.code, sent.wanted))
      astray ||= end.timedOut || end.code !== sent.wanted
      return { ...sent, ended: end }
    })
    all.push(done)
    const last = version === versions.at(-1)
    await Promise.race([done, stage.people.died, ...(last ? [] : [inWatch(stage, version)])])
    if (astray) break
  }
  return Promise.all(all)
}
