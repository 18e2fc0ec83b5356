import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import { together, type Verdict } from '../kernel/verdict.ts'
import { manifestOf } from '../manifest/manifest.ts'
import type { ManifestComponent } from '../manifest/types.ts'
import { candidate as candidateOf, openCandidates, setManifest } from '../records/candidates.ts'
import { inTransaction } from '../records/handle.ts'
import { keep } from '../records/releases.ts'
import type { Candidate, ShipEnd } from '../records/types.ts'
import { commitsOf, compositionOf } from './asked-for.ts'
import { buildOne, type Commission, componentOf, testAll } from './build.ts'
import { buildComposed, testComposed } from './composed.ts'
import type { BuildView } from './facade.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages.ts'
import { carriedBy, changesAt } from './migrations.ts'
import { conclude, enqueueAfter } from './promotion.ts'
import { versionOf } from './versions.ts'
import type { Works } from './works.ts'

const idle: Ms = 10_000

type Image = { readonly component: ManifestComponent; readonly view: BuildView['components'][number] }

/** Every component of a commit, one after the other. */
export const buildAll = async (works: Works, of: Commission): Promise<readonly Image[]> => {
  const { version } = await works.parts.source.info(of.application, of.commit)
  const images: Image[] = []
  for (const component of of.config.components) {
    const built = await buildOne(works, of, component)
    const { name } = component
    const { cached, took, image: digest, runtime } = built
    images.push({
      component: componentOf(name, built, {
        commit: of.commit,
        version: await versionOf(works.parts, of.config, component, { ...of, version }),
      }),
      view: {
        name,
        digest,
        cached,
        took,
        runtime: `${runtime.name} ${runtime.version}`,
        integrity: runtime.integrity,
      },
    })
  }
  return images
}

const ends = async (works: Works, candidate: Candidate, bad: Pick<ShipEnd, 'code' | 'outcome' | 'lines'>) => {
  const at = works.parts.clock.now()
  await inTransaction(works.parts.records, async (records) => {
    await journal(records, {
      at,
      actor: engineActor,
      action: bad.outcome,
      subject: { application: candidate.application, candidate: candidate.id },
      payload: { commit: candidate.commit },
      text: bad.lines[0] ?? words.notBuilt(candidate.number),
      level: 'alarm',
    })
    await conclude(records, candidate.id, at, bad)
  })
  works.bell.ring()
}

/** The manifest is kept, and the candidate waits where its way begins. */
const enter = async (works: Works, candidate: Candidate, components: readonly ManifestComponent[]) => {
  const { parts } = works
  const changes = await changesAt(works, candidate.config, await commitsOf(parts.records, candidate))
  const manifest = manifestOf(candidate.config, components, carriedBy(changes))
  const at = parts.clock.now()
  const next = await inTransaction(parts.records, async (records) => {
    // Its application was removed meanwhile.
    if ((await candidateOf(records, candidate.id))?.stage !== 'building') return []
    const digest = await keep(records, 'manifests', manifest, candidate.application)
    await setManifest(records, candidate.id, digest)
    await journal(records, {
      at,
      actor: engineActor,
      action: 'manifest-made',
      subject: { application: candidate.application, candidate: candidate.id },
      payload: { manifest: digest, commit: candidate.commit },
      text: words.manifestMade(candidate.number, digest),
    })
    return enqueueAfter(records, candidate, null, at)
  })
  works.bell.ring()
  for (const name of next) works.wake(`${candidate.application}/${name}`)
}

/** What will not go away by trying again: everything but a part that does not answer, or a full disk. */
const lasting = (error: unknown): readonly Text[] | null => {
  if (!(error instanceof ProblemError)) return [words.unexpected(error)]
  return error.problems.some(({ kind }) => kind === 'unavailable')
    ? null
    : error.problems.map(words.problemLine)
}

const make = async (works: Works, candidate: Candidate): Promise<void> => {
  const of: Commission = { ...candidate, candidate: candidate.id }
  const composition = compositionOf(candidate)
  let components: readonly ManifestComponent[]
  let verdict: Verdict
  try {
    components = await works.oneBuild(async () =>
      composition === null
        ? (await buildAll(works, of)).map(({ component }) => component)
        : buildComposed(works, of, composition),
    )
    verdict = together(
      await works.oneBuild(() =>
        composition === null ? testAll(works, of) : testComposed(works, of, composition),
      ),
    )
  } catch (error) {
    const why = lasting(error)
    if (why === null) throw error
    const todo = error instanceof ProblemError ? error.problems.flatMap((problem) => problem.todo ?? []) : []
    const lines = [words.notBuilt(candidate.number), ...why, ...words.nextLines(todo)]
    return ends(works, candidate, { code: 1, outcome: 'not-built', lines })
  }
  if (verdict.outcome === 'refuse') {
    const lines = [words.testsRefused(candidate.number), ...verdict.reasons.map(({ text }) => text)]
    return ends(works, candidate, { code: 4, outcome: 'refused', lines })
  }
  await enter(works, candidate, components)
}

/** Builds and tests the candidates in order of arrival, one at a time, whatever is rolled out meanwhile. */
export const buildStep = (works: Works) => async (): Promise<Ms> => {
  const open = await openCandidates(works.parts.records)
  const next = open.find(({ stage }) => stage === 'building')
  if (next === undefined) return idle
  await make(works, next)
  return 0
}
