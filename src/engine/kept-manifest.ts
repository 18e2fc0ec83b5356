import type { KeptManifestConfig } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import type { Subject } from '../ledger/entry.ts'
import type { Form } from '../manifest/listing.ts'
import { readListing } from '../manifest/read-listing.ts'
import { rewrite, write } from '../manifest/rewrite.ts'
import type { Manifest } from '../manifest/types.ts'
import type { KeptFile, KeptManifests } from '../ports/kept-manifest.ts'
import { candidate as candidateOf, candidatesOf } from '../records/candidates.ts'
import { environment, environments } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { lastOf } from '../records/ledger.ts'
import { kept, releaseOf } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { shipManifest } from './composed.ts'
import { engineActor, journal } from './journal.ts'
import { imagesOf } from './manifest-view.ts'
import * as words from './messages.ts'
import * as say from './messages-manifest.ts'
import { brokenHere } from './messages-notes.ts'
import * as stalled from './messages-stalled.ts'
import { resolveListing } from './resolve-listing.ts'
import { type Errand, goesOn, stalls } from './stalled.ts'
import type { Works } from './works.ts'

const often: Ms = 15_000
const afterFailure: Ms = 60_000
/** Where a branch takes no push it may take one when somebody changed a rule. */
const patience: Ms = 3_600_000

/** What was answered and told already; nothing is lost with it: the ledger names every revision that was answered. */
type Memory = {
  readonly handled: Map<string, string>
  readonly written: Map<string, string>
  readonly later: Map<string, number>
}

/** The release whose word counts: the newest that is fully out anywhere. */
const rulingIn = async (
  works: Works,
  application: string,
  rows: readonly Environment[],
): Promise<Candidate | null> => {
  const { records } = works.parts
  const newest = rows.flatMap(({ deployed }) => deployed?.release ?? []).toSorted((a, b) => b - a)[0]
  const release = newest === undefined ? null : await releaseOf(records, application, newest)
  return release === null ? null : candidateOf(records, release.candidate)
}

const backwardsIn = (message: string): string | null =>
  /^backwards:[ \t]*(\S.{0,500})$/im.exec(message)?.[1]?.trim() ?? null

/** Commits of the other repository that are asked for come here as a person's do. */
const bring = async (
  works: Works,
  remote: KeptManifests,
  application: string,
  commits: readonly string[],
) => {
  const { source } = works.parts
  for (const commit of commits) {
    const tips = await remote.tips(application, commit)
    const have = await source.have(application, tips)
    if (have.includes(commit)) continue
    const version = await remote.describe(application, commit)
    const { shallow, stream } = await remote.pack(application, commit, have)
    await source.receive(application, { commit, shallow, version }, stream)
  }
}

/** A revision asks once, whatever was answered: it would else ask again for what was taken back meanwhile. */
const isKnown = async ({ parts: { records } }: Works, application: string, revision: string) =>
  (await lastOf(
    records,
    ['manifest-answered', 'manifest-refused'],
    (subject, payload) => subject['application'] === application && payload['revision'] === revision,
  )) !== null ||
  (await candidatesOf(records, application, 200)).some(
    ({ config: { asked } }) => asked?.kind === 'manifest' && asked.revision === revision,
  )

const ask = async (
  works: Works,
  remote: KeptManifests,
  ruling: Candidate,
  of: KeptManifestConfig,
  found: KeptFile,
) => {
  const { application } = ruling
  const name = of.file ?? ''
  const listing = readListing(name, found.bytes ?? new Uint8Array())
  await remote.fetchSource(application, of.source ?? of.repository)
  const repository = {
    file: (commit: string, path: string) => remote.file(application, commit, path),
    version: (word: string) => remote.version(application, word),
    describe: (commit: string) => remote.describe(application, commit),
    contains: (one: string, other: string) => remote.contains(application, one, other),
    head: ruling.commit,
  }
  const { commit, parts } = await resolveListing(repository, listing, null, (digests) =>
    imagesOf(works, application, digests),
  )
  await bring(works, remote, application, [
    ...new Set([...Object.values(parts).map((part) => part.commit), commit]),
  ])
  return shipManifest(works.parts, {
    application,
    commit,
    components: parts,
    file: name,
    revision: found.revision,
    backwards: backwardsIn(found.message),
    upTo: null,
    actor: { kind: 'ecluse', name: `manifest (${found.author})` },
  })
}

/** A file that a merge changed asks for a release; one that cannot be is told once, by its places. */
const desired = async (
  works: Works,
  remote: KeptManifests,
  ruling: Candidate,
  of: KeptManifestConfig,
  memory: Memory,
) => {
  if (of.file === null) return
  const { application } = ruling
  const found = await remote.read({ application, repository: of.repository, branch: of.branch }, of.file)
  if (found === null || found.bytes === null || memory.handled.get(application) === found.revision) return
  if (await isKnown(works, application, found.revision)) {
    memory.handled.set(application, found.revision)
    return
  }
  const { records, clock } = works.parts
  try {
    const { kind, text } = await ask(works, remote, ruling, of, found)
    await inTransaction(records, (handle) =>
      journal(handle, {
        at: clock.now(),
        actor: engineActor,
        action: 'manifest-answered',
        subject: { application },
        payload: { revision: found.revision, answer: kind },
        text: say.asked(of.file ?? '', found.revision, text),
      }),
    )
    works.wakeBuilds()
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problems.some(({ kind }) => kind === 'unavailable'))
      throw error
    const lines = error.problems.map(words.problemLine)
    await inTransaction(records, (handle) =>
      journal(handle, {
        at: clock.now(),
        actor: engineActor,
        action: 'manifest-refused',
        subject: { application },
        payload: { revision: found.revision, codes: error.problems.map(({ code }) => code) },
        text: say.askedInVain(of.file ?? '', found.revision, lines),
        level: 'alarm',
      }),
    )
  }
  memory.handled.set(application, found.revision)
  works.bell.ring()
}

const formOf = (file: string): Form => {
  if (/\.ya?ml$/i.test(file)) return 'kustomize'
  return file.endsWith('.json') ? 'flat' : 'env'
}

/** In the file's own form, with its comments; null: it says so already. */
const actualText = (
  file: string,
  before: Uint8Array | null,
  manifest: Manifest,
  of: Candidate,
): string | null => {
  const known = of.config.components
  if (before === null) return write(formOf(file), manifest, known)
  try {
    const listing = readListing(file, before)
    const text = rewrite(listing, manifest, known)
    return text === listing.text ? null : text
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const text = new TextDecoder().decode(before)
    const fresh = write(formOf(file), manifest, known)
    // A kustomization that names no image yet keeps all that it says.
    return formOf(file) === 'kustomize' && /^\w+:/m.test(text) && !/^["']?images["']?[ \t]*:/m.test(text)
      ? `${text.replace(/\s*$/, '\n')}${fresh.slice(fresh.indexOf('images:'))}`
      : fresh
  }
}

const errandOf = (application: string, begun: string, ended: string): Errand => ({
  key: `${begun} ${application}`,
  applications: [application],
  begun,
  ended,
  is: (subject) => subject['application'] === application,
})

const note =
  (
    { parts: { clock } }: Works,
    action: string,
    subject: Subject & { readonly application: string },
    text: Text,
    level: 'info' | 'alarm',
  ) =>
  (records: Records) =>
    journal(records, { at: clock.now(), actor: engineActor, action, subject, text, level })

/** What really runs in the last environment, written beside what was asked for; no rollout waits for it. */
const actual = async (
  works: Works,
  remote: KeptManifests,
  ruling: Candidate,
  of: KeptManifestConfig,
  memory: Memory,
) => {
  const { records, clock } = works.parts
  const { application } = ruling
  const last = ruling.config.environments.at(-1)?.name
  const row = last === undefined ? null : await environment(records, `${application}/${last}`)
  if (of.actual === null || row === null || row.deployed === null) return
  const { manifest: digest, release } = row.deployed
  const file = of.actual
  if (memory.written.get(application) === digest || (memory.later.get(application) ?? 0) > clock.now()) return
  const manifest = await kept<Manifest>(records, 'manifests', digest)
  if (manifest === null) return
  const answer = await remote.write(
    { application, repository: of.repository, branch: of.branch },
    file,
    say.actualMessage(application, row.name, release, digest),
    (before) => actualText(file, before, manifest, ruling),
  )
  const errand = errandOf(application, 'actual-refused', 'actual-written')
  const subject = { application, environment: row.name, release }
  if (answer.kind !== 'refused') {
    memory.written.set(application, digest)
    const text = stalled.actualWritten(file, of.branch)
    await goesOn(works, errand, note(works, errand.ended, subject, text, 'info'))
    return
  }
  memory.later.set(application, clock.now() + patience)
  const text = say.actualRefused(file, of.branch, answer.why)
  const told = { text, todo: stalled.mendActual(of.branch) }
  await stalls(works, errand, told, note(works, errand.begun, subject, text, 'alarm'))
  works.bell.ring()
}

const whyOf = (error: unknown): Text =>
  (error instanceof ProblemError ? error.problems[0]?.message : undefined) ?? brokenHere

/** Manifests that teams keep in git: what is asked for is read, what runs is written back. */
export const keptManifests = (works: Works): (() => Promise<Ms>) => {
  const memory: Memory = { handled: new Map(), written: new Map(), later: new Map() }
  const away = new Map<string, number>()
  return async () => {
    const { kept: remote, records, clock, trouble } = works.parts
    if (remote === undefined) return patience
    const rows = Map.groupBy(await environments(records), ({ application }) => application)
    for (const [application, own] of rows) {
      const ruling = await rulingIn(works, application, own)
      const of = ruling?.config.manifest
      if (ruling === null || of === undefined || own.some((row) => row.handedOver?.removing !== undefined))
        continue
      if ((away.get(application) ?? 0) > clock.now()) continue
      const errand = errandOf(application, 'manifest-away', 'manifest-reached')
      const failures: unknown[] = []
      for (const step of [desired, actual])
        await step(works, remote, ruling, of, memory).catch((error: unknown) => failures.push(error))
      if (failures.length === 0) {
        const text = stalled.manifestReached(of.repository)
        await goesOn(works, errand, note(works, errand.ended, { application }, text, 'info'))
        continue
      }
      // A repository that is away is asked less often; nothing else waits for it.
      away.set(application, clock.now() + afterFailure)
      for (const error of failures) trouble(`manifest of ${application}`, error)
      const text = stalled.manifestAway(of.repository, whyOf(failures[0]))
      const told = { text, todo: stalled.mendManifest }
      await stalls(works, errand, told, note(works, errand.begun, { application }, text, 'alarm'))
    }
    return often
  }
}
