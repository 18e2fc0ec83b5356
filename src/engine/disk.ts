import type { Config } from '../config/types.ts'
import type { Digest } from '../kernel/canonical.ts'
import type { Manifest } from '../manifest/types.ts'
import { candidate as candidateOf, openCandidates } from '../records/candidates.ts'
import { deploymentsOf } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { kept, releaseOf, releasesOf } from '../records/releases.ts'
import { liveRollout, liveTails, rolloutsOf } from '../records/rollouts.ts'
import type { Deployed, Environment } from '../records/types.ts'
import { allRevisions } from './all-revisions.ts'
import { stackOf } from './back.ts'
import type { DiskView } from './facade.ts'
import { engineActor, journal } from './journal.ts'
import { keptHere } from './keep-releases.ts'
import * as words from './messages-disk.ts'
import type { Works } from './works.ts'

/** Rollouts looked through for folders of revisions. */
const looked = 300

/** What belongs together: images by digest, and run keys whose folders and output stand on the disk. */
type Things = { readonly images: ReadonlySet<Digest>; readonly keys: ReadonlySet<string> }

const nothing: Things = { images: new Set(), keys: new Set() }

const both = (left: Things, right: Things): Things => ({
  images: new Set([...left.images, ...right.images]),
  keys: new Set([...left.keys, ...right.keys]),
})

const ofDeployed = (deployed: Deployed | null): Things => {
  const all = allRevisions(deployed)
  return { images: new Set(all.map(({ image }) => image)), keys: new Set(all.map(({ key }) => key)) }
}

const ofManifest = async (works: Works, digest: Digest | null): Promise<Things> => {
  const manifest = digest === null ? null : await kept<Manifest>(works.parts.records, 'manifests', digest)
  return { images: new Set(manifest?.components.map(({ image }) => image) ?? []), keys: new Set() }
}

/** What runs, what is on its way in or out, and what `rollback` goes back to. */
const neededIn = async (works: Works, row: Environment): Promise<Things> => {
  const { records } = works.parts
  const live = await liveRollout(records, row.key)
  let all = ofDeployed(row.deployed)
  for (const one of [live?.context.old ?? null, live?.context.new ?? null]) all = both(all, ofDeployed(one))
  for (const { revisions } of await liveTails(records, row.key))
    all = both(all, {
      images: new Set(revisions.map(({ image }) => image)),
      keys: new Set(revisions.map(({ key }) => key)),
    })
  // What a way back may go to that no gate holds; a second `rollback` goes one further back.
  const most = Math.max(2, (await keptHere(records, row)) - 1)
  const before = stackOf(await deploymentsOf(records, row.key)).filter(
    ({ release }) => release !== row.deployed?.release,
  )
  for (const { release } of before.slice(-most)) {
    const found = await releaseOf(records, row.application, release)
    all = both(all, await ofManifest(works, found?.manifest ?? null))
  }
  return all
}

/** One release and all that it left, newest first. */
const byRelease = async (works: Works, rows: readonly Environment[]): Promise<readonly Things[]> => {
  const { records } = works.parts
  const [application = ''] = rows.map((row) => row.application)
  const found = new Map<number, Things>()
  for (const row of rows) {
    for (const { release, context } of await rolloutsOf(
      records,
      { application, environment: row.key },
      looked,
    ))
      found.set(release, both(found.get(release) ?? nothing, ofDeployed(context.new)))
  }
  for (const { number, manifest } of await releasesOf(records, application))
    found.set(number, both(found.get(number) ?? nothing, await ofManifest(works, manifest)))
  return [...found].toSorted(([left], [right]) => right - left).map(([, things]) => things)
}

/** The limit that the newest release which is out anywhere declares; null: none. */
const limitOf = async (works: Works, rows: readonly Environment[]): Promise<number | null> => {
  const [newest] = rows.flatMap(({ release }) => release ?? []).toSorted((a, b) => b - a)
  const [row] = rows
  if (newest === undefined || row === undefined) return null
  const { records } = works.parts
  const release = await releaseOf(records, row.application, newest)
  const config: Config | undefined =
    release === null ? undefined : (await candidateOf(records, release.candidate))?.config
  return config?.disk?.atMost ?? null
}

export type Diet = {
  /** Images of the application that stay, and those that go however young. */
  readonly keep: ReadonlySet<Digest>
  readonly drop: ReadonlySet<Digest>
  /** Revisions whose folders and output go. */
  readonly clean: readonly string[]
  readonly view: DiskView
}

/**
 * What an application may keep under its `disk.at-most`: the newest releases that fit, and always what runs, what is on
 * its way, what is built and what `rollback` needs. Null where it declares no limit, or the ports cannot weigh.
 */
export const dietOf = async (works: Works, rows: readonly Environment[]): Promise<Diet | null> => {
  const { records, builder, target, source, clock } = works.parts
  const atMost = await limitOf(works, rows)
  const [row] = rows
  if (atMost === null || row === undefined || builder.weigh === undefined) return null
  let needed = nothing
  for (const one of rows) needed = both(needed, await neededIn(works, one))
  const open = await openCandidates(records, row.application)
  for (const { manifest } of open) needed = both(needed, await ofManifest(works, manifest))
  const busy = new Set(works.eyes.last().target?.reading.busy ?? [])
  const releases = await byRelease(works, rows)
  const all = releases.reduce(both, needed)
  const repository = (await source.weigh?.(row.application)) ?? 0
  const outputs = new Map<string, number>()
  for (const key of all.keys) outputs.set(key, (await target.weigh?.(key)) ?? 0)
  const weigh = async ({ images, keys }: Things): Promise<number> => {
    const written = [...keys].reduce((sum, key) => sum + (outputs.get(key) ?? 0), 0)
    return repository + written + ((await builder.weigh?.(images)) ?? 0)
  }
  let stays = needed
  for (const release of releases) {
    const more = both(stays, release)
    if ((await weigh(more)) > atMost) break
    stays = more
  }
  const bytes = await weigh(stays)
  return {
    keep: stays.images,
    // While something is built, an image that only old manifests name may be named anew at any moment.
    drop: new Set(
      open.some(({ manifest }) => manifest === null)
        ? []
        : [...all.images].filter((image) => !stays.images.has(image)),
    ),
    clean: [...all.keys].filter((key) => !stays.keys.has(key) && !busy.has(key)),
    view: { bytes, atMost, at: clock.now(), over: bytes > atMost },
  }
}

/** Said once, and again only after it was under its limit in between. */
export const tellDisk = async (works: Works, application: string, view: DiskView): Promise<void> => {
  const before = works.disk.get(application)
  works.disk.set(application, view)
  if (!view.over || before?.over === true) return
  await inTransaction(works.parts.records, (records) =>
    journal(records, {
      at: works.parts.clock.now(),
      actor: engineActor,
      action: 'disk-over',
      subject: { application },
      payload: { bytes: view.bytes, atMost: view.atMost },
      text: words.diskOver(application, view),
      level: 'alarm',
    }),
  )
  works.bell.ring()
}
