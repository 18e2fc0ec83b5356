import { inOrder } from '../config/order.ts'
import { manifestOf } from '../manifest/manifest.ts'
import type { Manifest, SealedSecrets } from '../manifest/types.ts'
import {
  addCandidate,
  candidate as candidateOf,
  endCandidate,
  followInstead,
  setManifest,
} from '../records/candidates.ts'
import { type DepartureRecord, putDeparture } from '../records/departures.ts'
import { changeEntry, enqueue } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { keep, kept, releaseOf } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'
import type { Composition } from '../train/types.ts'
import { engineActor, journal, tell } from './journal.ts'
import * as words from './messages-train.ts'
import { carriedBy, changesAt } from './migrations.ts'
import { type Boarder, identityIn } from './train-passengers.ts'
import type { Works } from './works.ts'

type Composed = Pick<Candidate, 'config' | 'secrets'> & { readonly manifest: Manifest }

/** What the leading candidate did not touch and something newer runs of keeps its own section of ecluse.yaml, and its secrets. */
const withStaying = (
  leads: Candidate,
  live: Candidate,
  staying: readonly string[],
): Omit<Composed, 'manifest'> => {
  const sections = leads.config.components.map((component) =>
    staying.includes(component.name)
      ? (live.config.components.find(({ name }) => name === component.name) ?? component)
      : component,
  )
  const names = sections.map(({ name }) => name)
  const { sorted, cycle } = inOrder(names, (name) => sections.find((one) => one.name === name)?.needs ?? [])
  // What it needs is not there any more: then it is as the leading commit has it.
  if (cycle !== null || sections.some(({ needs }) => needs.some((need) => !names.includes(need))))
    return leads
  const components = sorted.flatMap((name) => sections.filter((one) => one.name === name))
  const secrets = Object.entries(leads.secrets).map(([environment, read]): [string, SealedSecrets] => {
    const kept = Object.entries(live.secrets[environment] ?? {}).filter(([name]) => staying.includes(name))
    return [environment, { ...read, ...Object.fromEntries(kept) }]
  })
  return { config: { ...leads.config, components }, secrets: Object.fromEntries(secrets) }
}

/** What is deployed, plus of each component that rides the leading candidate's: each is what it is at its own commit. */
const composedFor = async (
  works: Works,
  row: Environment,
  leads: Candidate,
  { riders }: Composition,
): Promise<Composed> => {
  const { records } = works.parts
  const own = leads.manifest === null ? null : await kept<Manifest>(records, 'manifests', leads.manifest)
  if (own === null) throw new Error(`candidate ${leads.id} has no manifest`)
  const runs = row.deployed
  const live = runs === null ? null : await kept<Manifest>(records, 'manifests', runs.manifest)
  const release = runs === null ? null : await releaseOf(records, row.application, runs.release)
  const ruling = release === null ? null : await candidateOf(records, release.candidate)
  const components = own.components.map((component) => {
    if (riders.some((rider) => rider.component === component.name)) return component
    return live?.components.find(({ name }) => name === component.name) ?? component
  })
  const staying = components
    .filter(
      (component) =>
        !own.components.includes(component) &&
        live !== null &&
        identityIn(own, row.name, component.name) !== identityIn(live, row.name, component.name),
    )
    .map(({ name }) => name)
  const { config, secrets } = ruling === null ? leads : withStaying(leads, ruling, staying)
  const commits = new Map(components.map(({ name, commit }) => [name, commit]))
  const carried = await changesAt(works, config, (name) => commits.get(name) ?? leads.commit)
  return { config, secrets, manifest: manifestOf(config, components, carriedBy(carried)) }
}

const numbersOf = (boarders: readonly Boarder[], ids: readonly string[]): readonly number[] =>
  boarders.filter(({ candidate }) => ids.includes(candidate.id)).map(({ candidate }) => candidate.number)

/** The boarding of a departure ends: its composition is a candidate of its own from now on. */
export const close = async (
  works: Works,
  row: Environment,
  departure: DepartureRecord,
  boarders: readonly Boarder[],
  composition: Composition,
): Promise<void> => {
  const { parts } = works
  const leads = boarders.find(({ candidate }) => candidate.id === composition.leads?.candidate)?.candidate
  const made = leads === undefined ? null : await composedFor(works, row, leads, composition)
  const at = parts.clock.now()
  const id = parts.ids.next()
  const subject = { application: row.application, environment: row.name }
  const { aboard, left } = composition
  await inTransaction(parts.records, async (records) => {
    // Made anew: what was composed upon another release does not go.
    if (departure.candidate !== null) {
      await changeEntry(records, row.key, departure.candidate, { state: 'ended' })
      const lines = [words.recomposed(departure.id)]
      const end = { code: 1, outcome: 'withdrawn', lines, at, notReached: [row.name] } as const
      if (leads === undefined) await endCandidate(records, departure.candidate, end)
      // Whoever follows it goes on with what takes its place.
      else await followInstead(records, departure.candidate, id)
    }
    for (const { candidate, reason } of left) {
      const text = words.leftBehind(departure.id, reason)
      await tell(records, {
        at,
        subject: { ...subject, candidate },
        kind: 'left-behind',
        text,
        level: 'info',
      })
    }
    if (leads === undefined || made === null) {
      const reasons =
        left.length === 0 ? [{ code: 'nobody', text: words.nobodyAboard }] : left.map(({ reason }) => reason)
      const text = words.cancelled(departure.id, reasons)
      const word = { by: 'ecluse', why: null, ...departure.word, text }
      await putDeparture(records, { ...departure, state: 'cancelled', candidate: null, behind: left, word })
      const payload = { departure: departure.id, left: left.map(({ candidate }) => candidate) }
      await journal(records, { at, actor: engineActor, action: 'train-cancelled', subject, payload, text })
      return
    }
    const carried = boarders.filter(({ candidate }) => aboard.includes(candidate.id))
    const numbers = numbersOf(boarders, aboard)
    const added = await addCandidate(records, {
      id,
      application: row.application,
      commit: leads.commit,
      subject: words.trainSubject(departure.id, numbers),
      config: made.config,
      actor: { kind: 'ecluse', name: 'train' },
      at,
      // It goes as far as whoever leads it: nobody aboard is to go further.
      upTo: leads.upTo,
      secrets: made.secrets,
      labels: [...new Set(carried.flatMap(({ candidate }) => candidate.labels))],
      branch: leads.branch,
      train: {
        environment: row.key,
        departure: departure.id,
        aboard,
        base: row.deployed?.manifest ?? '',
      },
    })
    const digest = await keep(records, 'manifests', made.manifest, row.application)
    await setManifest(records, id, digest)
    await enqueue(records, row.key, id, at)
    await putDeparture(records, { ...departure, state: 'closed', candidate: id, behind: left })
    await journal(records, {
      at,
      actor: engineActor,
      action: 'train-closed',
      subject: { ...subject, candidate: id },
      payload: {
        departure: departure.id,
        manifest: digest,
        commit: leads.commit,
        number: added.number,
        aboard,
        riders: composition.riders.map(({ component }) => component),
        left: left.map(({ candidate, reason }) => ({ candidate, code: reason.code })),
      },
      text: words.composedOf(departure.id, numbers),
    })
  })
  works.bell.ring()
}
