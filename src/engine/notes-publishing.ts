import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import { publishedText } from '../notes/published.ts'
import { limits, waitAfter, waitRefused } from '../notices/pace.ts'
import type { Published, ToPublish } from '../ports/hosting.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { inTransaction } from '../records/handle.ts'
import { notesOf } from '../records/notes.ts'
import { type Publication, settlePublication, waitingPublications } from '../records/publications.ts'
import { releaseOf } from '../records/releases.ts'
import type { Candidate } from '../records/types.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-notes.ts'
import { keptNotes } from './notes-keep.ts'
import { ownSecret } from './own-secrets.ts'
import type { Works } from './works.ts'

const idle: Ms = 5_000
/** Several questions, each with its own deadline. */
const within: Ms = 60_000
/** As many times what is refused is tried again soon. */
const promptly = 6

const releasedBy = async (works: Works, { application, release }: Publication): Promise<Candidate | null> => {
  const { records } = works.parts
  const found = await releaseOf(records, application, release)
  return found === null ? null : candidateOf(records, found.candidate)
}

/** What the tag is called; null: the one that names the commit there is looked for. */
const tagOf = async (
  { parts }: Works,
  pattern: string,
  { application, commit, release }: Candidate,
): Promise<string | null> => {
  const { version } = await parts.source.info(application, commit)
  const isTag = !commit.startsWith(version) && !/-\d+-g[0-9a-f]{7,}$/.test(version)
  if (pattern.includes('{version}') && !isTag) return null
  return pattern
    .replaceAll('{version}', version)
    .replaceAll('{release}', String(release ?? 0))
    .replaceAll('{application}', application)
}

/** All that the service is told; null: nothing is wanted any more. */
const wanted = async (works: Works, one: Publication): Promise<ToPublish | null> => {
  const { records } = works.parts
  const candidate = await releasedBy(works, one)
  const notes = candidate?.config.notes
  const hosting = notes?.hosting
  const rows = await notesOf(records, one.application, one.environment, one.release)
  const row = rows.find(({ kind }) => kind === 'release')
  const kept = row === undefined ? null : await keptNotes(works, row)
  if (candidate === null || hosting?.token === undefined || kept === null) return null
  const { kind, url, api, token, publish, tag } = hosting
  return {
    kind,
    url,
    api,
    token: await ownSecret(works.parts, {
      application: one.application,
      environment: one.environment,
      name: token,
      source: candidate.config.secrets?.[token] ?? { from: 'set' },
      candidate: candidate.id,
    }),
    tag: await tagOf(works, tag, candidate),
    commit: candidate.commit,
    draft: publish === 'draft',
    name: null,
    text: publishedText(
      kept.texts,
      one.release,
      notes?.first ?? 'en',
      one.above ?? { en: null, fr: null },
      notes?.people === 'handle',
    ),
  }
}

/** Tries once; null: nothing is wanted. Never throws. */
const attempt = async (works: Works, one: Publication, closing: AbortSignal): Promise<Published | null> => {
  const { hosting, clock, trouble } = works.parts
  const late = new AbortController()
  const cancel = clock.wake(within, () => late.abort())
  try {
    const asked = await wanted(works, one)
    if (asked === null || hosting === undefined) return null
    return await hosting.publish(asked, AbortSignal.any([late.signal, closing]))
  } catch (error) {
    const [problem] = error instanceof ProblemError ? error.problems : []
    if (problem === undefined) trouble(`publish notes of ${one.application} ${one.release}`, error)
    return { kind: 'later', why: problem?.message ?? words.brokenHere, after: null }
  } finally {
    cancel()
  }
}

type Settled = Pick<Publication, 'state' | 'attempts' | 'nextAt' | 'why' | 'said' | 'tag' | 'address'>
type News = { readonly action: string; readonly text: Text; readonly level: 'info' | 'alarm' } | null

/** What comes of an answer: how it stands from now on, and what people are told of it. */
const after = (one: Publication, answer: Published | null, now: number): readonly [Settled, News] => {
  const { tag, address, attempts, said } = one
  if (answer === null)
    return [
      { state: 'given-up', attempts, nextAt: now, why: words.nothingToPublish, said: false, tag, address },
      null,
    ]
  if (answer.kind === 'published') {
    const done: Settled = {
      state: 'published',
      attempts: 0,
      nextAt: now,
      why: null,
      said: false,
      tag: answer.tag,
      address: answer.address,
    }
    const text = words.published(one.release, answer.tag, answer.state, answer.address)
    return [done, { action: 'notes-published', text, level: 'info' }]
  }
  const seed = `${one.application} ${one.release} ${one.wish}`
  // A tag often comes a moment after the release: only what stays refused is asked for seldom.
  const wait =
    answer.kind === 'refused' && attempts >= promptly
      ? waitRefused(attempts + 1 - promptly, seed)
      : waitAfter(attempts + 1, seed, answer.kind === 'later' ? answer.after : null)
  const over = now + wait - one.since > limits.age
  const says = over || (!said && attempts + 1 >= limits.deafAfter)
  const waits: Settled = {
    state: over ? 'given-up' : 'waiting',
    attempts: attempts + 1,
    nextAt: now + wait,
    why: answer.why,
    said: said || says,
    tag,
    address,
  }
  const text = words.notPublished(one.release, answer.why, over)
  return [waits, says ? { action: 'notes-not-published', text, level: over ? 'alarm' : 'info' } : null]
}

const publish = async (works: Works, one: Publication, closing: AbortSignal): Promise<void> => {
  const { records, clock } = works.parts
  const answer = await attempt(works, one, closing)
  // The end of this process is no failure of the service.
  if (closing.aborted && answer?.kind !== 'published') return
  const now = clock.now()
  const [settled, news] = after(one, answer, now)
  await inTransaction(records, async (inside) => {
    const { application, release, wish } = one
    if (!(await settlePublication(inside, { application, release, wish, ...settled })) || news === null)
      return
    const environment = one.environment.slice(application.length + 1)
    await journal(inside, {
      at: now,
      actor: engineActor,
      action: news.action,
      subject: { application, environment, release },
      payload: { release, tag: settled.tag, address: settled.address, text: news.text },
      text: news.text,
      level: news.level,
    })
  })
  works.bell.ring()
}

/** The worker that writes notes to hosting services, one release after the other. Nothing of a rollout waits for it. */
export const publishingOf = (works: Works) => {
  const closing = new AbortController()
  const step = async (): Promise<Ms> => {
    const { records, clock } = works.parts
    const waiting = await waitingPublications(records)
    for (const one of waiting.filter(({ nextAt }) => nextAt <= clock.now())) {
      if (closing.signal.aborted) break
      await publish(works, one, closing.signal)
    }
    return idle
  }
  return { step, close: () => closing.abort() }
}
