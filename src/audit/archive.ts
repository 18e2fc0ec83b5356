import { canonical, type Digest, type Json, sha256 } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { genesis } from '../ledger/entry.ts'
import { tooLarge } from './messages.ts'
import { pageOf } from './page.ts'
import { statementFiles, statementIndex } from './statements.ts'
import { type Audited, type AuditedRelease, format, type Index } from './types.ts'
import { pack } from './zip.ts'

const bytes = new TextEncoder()

const line = (value: unknown): string => `${canonical(value as Json)}\n`
const readable = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
const hex = (digest: Digest): string => digest.slice('sha256:'.length)

/** Text that is made part by part: null between two parts, the whole at the end. */
function* joined(parts: Iterable<string>, between: string): Generator<null, string> {
  const all: string[] = []
  for (const part of parts) {
    all.push(part)
    yield null
  }
  return all.join(between)
}

function* mapped<T>(all: Iterable<T>, call: (one: T) => string): Generator<string> {
  for (const one of all) yield call(one)
}

type File = readonly [string, string]

function* filesOf(release: AuditedRelease): Generator<File> {
  const { content, rollouts, evidence, statements, approvers: _, plans = [], ...rest } = release
  const folder = `releases/${String(rest.number).padStart(6, '0')}`
  yield [`${folder}/release.json`, readable(rest)]
  if (content !== null) yield [`${folder}/manifest.json`, canonical(content)]
  yield [`${folder}/evidence.json`, readable(evidence)]
  yield [`${folder}/rollouts.json`, readable(rollouts)]
  if (plans.length > 0) yield [`${folder}/rollback-plans.json`, readable(plans)]
  if (statements.length > 0) yield [`${folder}/statements.json`, readable(statementIndex(release))]
  yield* statementFiles(release, folder)
}

/**
 * The files of an archive besides its index: pages for people, JSON for programs, the ledger a line an entry. Null
 * where whoever makes it may do something else first.
 */
function* contents(audited: Audited): Generator<File | null> {
  const { ledger, configurations, releases } = audited
  yield ['README.html', yield* joined(pageOf(audited, 'en'), '\n')]
  yield ['LISEZMOI.html', yield* joined(pageOf(audited, 'fr'), '\n')]
  yield ['ledger.jsonl', yield* joined(mapped(ledger.entries, line), '')]
  const payloads = Object.entries(ledger.payloads)
  yield [
    'payloads.jsonl',
    yield* joined(
      mapped(payloads, ([digest, payload]) => line({ digest, payload })),
      '',
    ),
  ]
  for (const [digest, content] of Object.entries(configurations))
    yield [`configurations/${hex(digest as Digest)}.json`, canonical(content)]
  if (audited.freezes !== undefined) yield ['freezes.json', readable(audited.freezes)]
  for (const release of releases) yield* filesOf(release)
}

const indexOf = (audited: Audited, files: readonly (readonly [string, Uint8Array])[]): Index => {
  const last = audited.ledger.entries.at(-1)
  return {
    format,
    application: audited.application,
    scope: audited.scope,
    madeAt: audited.madeAt,
    madeBy: audited.madeBy,
    version: audited.version,
    releases: audited.releases.map(({ number }) => number),
    before: audited.ledger.before,
    head: last === undefined ? (audited.ledger.before ?? genesis) : { seq: last.seq, digest: last.digest },
    files: Object.fromEntries(files.map(([path, content]) => [path, sha256(content)])),
  }
}

/** What a ZIP can hold without the extensions that not every tool reads. */
const mostFiles = 65_535
const mostBytes = 0xffff_ffff

const checkSize = (files: readonly (readonly [string, Uint8Array])[]): void => {
  // Each file has two headers, with its name in both.
  const bytes = files.reduce((sum, [path, content]) => sum + content.length + 2 * path.length + 100, 0)
  if (files.length + 2 > mostFiles || bytes > mostBytes) throw new ProblemError(tooLarge(files.length))
}

/** Throws `audit-too-large`. */
const sealed = (audited: Audited, files: readonly (readonly [string, Uint8Array])[]): Uint8Array => {
  checkSize(files)
  const index = bytes.encode(readable(indexOf(audited, files)))
  return pack(new Map([['audit.json', index], ['seal', bytes.encode(`${sha256(index)}\n`)], ...files]))
}

/** One ZIP file: `audit.json` names every other file by its digest, and `seal` is the digest of `audit.json`. */
export const archiveOf = (audited: Audited): Uint8Array =>
  sealed(
    audited,
    [...contents(audited)].flatMap((file) =>
      file === null ? [] : [[file[0], bytes.encode(file[1])] as const],
    ),
  )

/** Between two pauses, this many small steps. */
const stride = 200

/** The same, with pauses: a year of releases takes seconds, in which whoever makes it has other things to decide. */
export const archiveSlowly = async (audited: Audited, pause: () => Promise<void>): Promise<Uint8Array> => {
  const files: (readonly [string, Uint8Array])[] = []
  let steps = 0
  for (const file of contents(audited)) {
    if (file !== null) files.push([file[0], bytes.encode(file[1])])
    steps += 1
    if (steps % stride === 0) await pause()
  }
  return sealed(audited, files)
}
