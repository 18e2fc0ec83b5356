import { manifestOf } from '../manifest/manifest.ts'
import type { Manifest } from '../manifest/types.ts'
import { addCandidate, endCandidate, followInstead, setManifest } from '../records/candidates.ts'
import { type DepartureRecord, putDeparture } from '../records/departures.ts'
import { changeEntry, enqueue } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { keep, kept } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'
import type { Composition } from '../train/types.ts'
import { engineActor, journal, tell } from './journal.ts'
import * as words from './messages-train.ts'
import type { Boarder } from './train-passengers.ts'
import type { Works } from './works.ts'

/** What is deployed, plus of each component that rides the leading candidate's. */
const manifestFor = async (
  works: Works,
  row: Environment,
  leads: Candidate,
  { riders }: Composition,
): Promise<Manifest> => {
  const { records } = works.parts
  const own = leads.manifest === null ? null : await kept<Manifest>(records, 'manifests', leads.manifest)
  if (own === null) throw new Error(`candidate ${leads.id} has no manifest`)
  const live =
    row.deployed === null ? null : await kept<Manifest>(records, 'manifests', row.deployed.manifest)
  const components = own.components.map((component) => {
    if (riders.some((rider) => rider.component === component.name)) return component
    return live?.components.find(({ name }) => name === component.name) ?? component
  })
  return manifestOf(leads.config, components)
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
  const manifest = leads === undefined ? null : await manifestFor(works, row, leads, composition)
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
    if (leads === undefined || manifest === null) {
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
    const made = await addCandidate(records, {
      id,
      application: row.application,
      commit: leads.commit,
      subject: words.trainSubject(departure.id, numbers),
      config: leads.config,
      actor: { kind: 'ecluse', name: 'train' },
      at,
      // It goes as far as whoever leads it: nobody aboard is to go further.
      upTo: leads.upTo,
      secrets: leads.secrets,
      labels: [...new Set(carried.flatMap(({ candidate }) => candidate.labels))],
      branch: leads.branch,
      train: {
        environment: row.key,
        departure: departure.id,
        aboard,
        base: row.deployed?.manifest ?? '',
      },
    })
    const digest = await keep(records, 'manifests', manifest, row.application)
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
        number: made.number,
        aboard,
        riders: composition.riders.map(({ component }) => component),
        left: left.map(({ candidate, reason }) => ({ candidate, code: reason.code })),
      },
      text: words.composedOf(departure.id, numbers),
    })
  })
  works.bell.ring()
}
