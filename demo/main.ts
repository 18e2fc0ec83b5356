import { join } from 'node:path'
import type { Text } from '../src/kernel/text.ts'
import { takePort } from './address.ts'
import { compareClaims, readAcknowledged } from './claims.ts'
import { type Commands, commandsIn } from './command.ts'
import type { CrowdReport } from './crowd/protocol.ts'
import { words } from './messages.ts'
import { type Options, readOptions } from './options.ts'
import { knownTo, People, shareOf } from './people.ts'
import { renderReport } from './report.ts'
import { type Claims, holds, type Ledger, type Result, type Shipped } from './result.ts'
import { openScreen, type Screen } from './screen.ts'
import { type Sent, shipAll } from './story.ts'
import { startRepository, versions } from './versions.ts'

const clock = (instant: string): string => new Date(instant).toTimeString().slice(0, 8)

/** A sentence as this machine’s people read it: its instants are times of the zone that they are in. */
const inZone = ({ en, fr }: Text): Text => {
  const instants = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g
  return { en: en.replaceAll(instants, clock), fr: fr.replaceAll(instants, clock) }
}

/** Requests a second of the few people who stay when the report is written. */
const QUIET = 30

type Place = {
  readonly folder: string
  readonly repository: string
  readonly data: string
  readonly port: number
}

const root = join(import.meta.dirname, '..')

/** What a verb of `ecluse` answers with `--json`; null where it answers nothing. */
const read = async <T>(commands: Commands, argv: readonly string[]): Promise<T | null> => {
  const { lines } = await commands.run([...argv, '--json'])
  return lines.length === 0 ? null : (JSON.parse(lines.join('\n')) as T)
}

/** What the demo reads of `ecluse history --json`. */
type History = {
  readonly rollouts: readonly {
    readonly release: number
    readonly commit: string
    readonly outcome: string | null
    readonly summary: { readonly headline: Text; readonly lines: readonly Text[] } | null
  }[]
}

const tell = async (commands: Commands, sent: readonly Sent[]): Promise<readonly Shipped[]> => {
  const history = await read<History>(commands, ['history'])
  return sent.map(({ version, commit, committedAt, wanted, ended }) => {
    const rollout = history?.rollouts.find((one) => one.commit === commit)
    const summary = rollout?.summary ?? null
    return {
      name: version.name,
      change: version.change,
      committedAt,
      code: ended.code,
      wanted,
      release: rollout?.release ?? null,
      outcome: rollout?.outcome ?? null,
      told: summary === null ? [] : [summary.headline, ...summary.lines].map(inZone),
    }
  })
}

const compare = (place: Place, acknowledged: string): Claims | null => {
  const kept = join(place.data, 'keep', 'claims', 'production', 'api', 'data', 'claims.db')
  try {
    return compareClaims(readAcknowledged(acknowledged), kept)
  } catch (error) {
    process.stderr.write(`${kept}: ${String(error)}\n`)
    return null
  }
}

const gather = (
  place: Place,
  options: Options,
  screen: Screen,
): { people: People; opened: Promise<void> } => {
  const { language, people, rate, seed } = options
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let before = rate
  const gathering = { host: '127.0.0.1', port: place.port, people, rate, seed, releases: knownTo(versions) }
  const crowd = new People(gathering, {
    open: () => {
      screen.line(`  ${words.peopleIn(people, rate)[language]}`)
      open()
    },
    pace: ({ rate: now, p99 }) => {
      screen.line(`  ${(now < before ? words.carriesLess(now, p99) : words.carriesAgain(now))[language]}`)
      before = now
    },
    second: (second) => {
      if (second.requests === 0) return
      const shares = versions
        .map(({ name }): [string, number] => [name, shareOf(second, name)])
        .filter(([, share]) => share > 0)
      screen.now(`  ${words.second(second.requests, second.p99, shares, second.failed)[language]}`)
    },
  })
  return { people: crowd, opened }
}

const play = async (place: Place, options: Options, screen: Screen): Promise<Result> => {
  const { language, rate } = options
  const startedAt = Date.now()
  const commands = commandsIn(place.repository, place.data, language)
  await startRepository(join(root, 'examples', 'claims'), place.repository, `127.0.0.1:${place.port}`)
  const { people, opened } = gather(place, options, screen)
  const sent = await shipAll({ repository: place.repository, commands, people, opened, screen, language })
  const acknowledged = join(place.folder, 'acknowledged')
  const crowd: CrowdReport = await people.stop(acknowledged)
  screen.close()
  return {
    crowd,
    wanted: versions.map(({ name }) => name),
    rate,
    claims: compare(place, acknowledged),
    ledger: await read<Ledger>(commands, ['verify']),
    shipped: await tell(commands, sent),
    took: Date.now() - startedAt,
  }
}

const stayUp = (place: Place, { language, people, seed }: Options, screen: Screen): Promise<void> => {
  const quiet = {
    host: '127.0.0.1',
    port: place.port,
    people: Math.min(people, 50),
    rate: QUIET,
    seed: seed + 1,
  }
  const crowd = new People({ ...quiet, releases: knownTo(versions) })
  crowd.forget(QUIET)
  const ecluse = `node ${join(root, 'bin', 'ecluse.js')}`
  const address = `http://127.0.0.1:${place.port}/`
  const commands = [`${ecluse} status`, `${ecluse} why`, `${ecluse} rollback`]
  screen.line(words.staysUp(address, place, commands)[language])
  // Ends with the demo's first process, which Ctrl-C reaches.
  return new Promise(() => {})
}

const main = async (): Promise<number> => {
  const options = readOptions(process.argv.slice(2), process.env)
  const folder = process.env['ECLUSE_DEMO'] ?? ''
  if (!('exit' in options)) {
    const french = /^fr/i.test(process.env['LC_ALL'] ?? process.env['LANG'] ?? '')
    process.stderr.write(`${options[french ? 'fr' : 'en']}\n`)
    return 2
  }
  const screen = openScreen(process.stdout)
  const place = {
    folder,
    repository: join(folder, 'claims'),
    data: join(folder, 'data'),
    port: await takePort(Math.random),
  }
  const address = `http://127.0.0.1:${place.port}/`
  screen.line(words.starting(place.data, address, options.people)[options.language])
  const result = await play(place, options, screen)
  for (const line of renderReport(result, options.language)) screen.line(line)
  const verdict = holds(result) ? 0 : 1
  if (options.exit) return verdict
  process.send?.({ verdict })
  await stayUp(place, options, screen)
  return verdict
}

// The terminal's Ctrl-C is for the first process, which ends this one; without it nothing here goes on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.exit(1))
process.exitCode = await main()
process.exit()
