import type { ComponentConfig, Config, TestConfig } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { pass, refuse, type Verdict } from '../kernel/verdict.ts'
import type { ManifestComponent } from '../manifest/types.ts'
import type { BuildPlan, Built, TestPlan } from '../ports/builder.ts'
import { inTransaction } from '../records/handle.ts'
import { evidenceOf, putEvidence } from '../records/releases.ts'
import { testName } from './gatekeeping.ts'
import { engineActor, journal, tell } from './journal.ts'
import * as words from './messages.ts'
import type { Works } from './works.ts'

/** A commit to build, for a candidate or for somebody who only builds. */
export type Commission = {
  readonly application: string
  readonly commit: string
  readonly config: Config
  /** What happenings and ledger entries of it are known by. */
  readonly candidate: string
}

/** Which of them a build takes in as workspaces, the lockfile says. */
const neighboursOf = ({ components }: Config, own: string): Pick<BuildPlan, 'neighbours'> => {
  const others = components.flatMap(({ name, build: { context, dependsOn = [] } }) =>
    name === own || dependsOn.length === 0 ? [] : [{ context, dependsOn }],
  )
  return others.length === 0 ? {} : { neighbours: others }
}

export const buildPlanOf = (
  { application, commit, config }: Pick<Commission, 'application' | 'commit' | 'config'>,
  { name, build, start, static: site }: ComponentConfig,
): BuildPlan => ({
  application,
  component: name,
  commit,
  context: build.context,
  ...(build.dependsOn === undefined ? {} : { dependsOn: build.dependsOn }),
  ...neighboursOf(config, name),
  run: build.run,
  output: build.output,
  start,
  ...(site === undefined ? {} : { static: { fallback: site.fallback } }),
  installScripts: build.installScripts,
  within: build.within,
})

const testPlanOf = (of: Commission, component: ComponentConfig, test: TestConfig): TestPlan => ({
  application: of.application,
  component: component.name,
  commit: of.commit,
  context: component.build.context,
  ...(component.build.dependsOn === undefined ? {} : { dependsOn: component.build.dependsOn }),
  ...neighboursOf(of.config, component.name),
  name: test.name,
  run: test.run,
  report: test.report,
  within: test.within,
  installScripts: component.build.installScripts,
})

const subjectOf = ({ application, candidate }: Commission) => ({ application, candidate })

/** Progress is told as it comes; a line that cannot be told is lost, the work is not. */
const progress = (works: Works, of: Commission) => (text: Text) => {
  const { parts } = works
  const at = parts.clock.now()
  tell(parts.records, { at, subject: subjectOf(of), kind: 'progress', text, level: 'progress' }).then(
    () => works.bell.ring(),
    (error: unknown) => parts.trouble('tell progress', error),
  )
}

const say = async (works: Works, of: Commission, kind: string, text: Text): Promise<void> => {
  const { parts } = works
  await tell(parts.records, { at: parts.clock.now(), subject: subjectOf(of), kind, text, level: 'progress' })
  works.bell.ring()
}

/** A result as evidence of the commit, with its entry in the ledger. */
const recordResult = (
  works: Works,
  of: Commission,
  result: {
    kind: 'built' | 'tested'
    name: string
    verdict: Verdict
    text: Text
    payload: Record<string, string | null>
  },
): Promise<void> => {
  const { parts } = works
  const at = parts.clock.now()
  const { application, commit } = of
  const { kind, name, verdict, text, payload } = result
  return inTransaction(parts.records, async (records) => {
    await putEvidence(records, { application, subject: commit, kind, name, verdict, at })
    const passed = verdict.outcome === 'pass'
    await journal(records, {
      at,
      actor: engineActor,
      action: passed ? kind : `${kind === 'built' ? 'build' : 'test'}-failed`,
      subject: subjectOf(of),
      payload: { commit, name, ...payload },
      text,
      level: passed ? 'info' : 'alarm',
    })
  })
}

/** One component, built or found built; what is thrown is what failed, with its evidence recorded. */
export const buildOne = async (works: Works, of: Commission, component: ComponentConfig): Promise<Built> => {
  const { name } = component
  await say(works, of, 'building', words.building(name))
  try {
    const built = await works.parts.builder.build(buildPlanOf(of, component), progress(works, of))
    const text = words.built(name, built.image, built.cached, built.took)
    const verdict = pass({ code: 'built', text })
    await recordResult(works, of, { kind: 'built', name, verdict, text, payload: { image: built.image } })
    works.bell.ring()
    return built
  } catch (error) {
    if (error instanceof ProblemError && error.problems.every(({ kind }) => kind !== 'unavailable')) {
      const [first] = error.problems
      const text = words.buildFailed(
        name,
        first === undefined ? words.unexpected(error) : words.problemLine(first),
      )
      const verdict = refuse({ code: first?.code ?? 'build-failed', text })
      await recordResult(works, of, { kind: 'built', name, verdict, text, payload: { image: null } })
    }
    throw error
  }
}

export const componentOf = (
  name: string,
  built: Built,
  from: { readonly commit: string; readonly version: string },
): ManifestComponent => ({
  name,
  version: from.version,
  commit: from.commit,
  image: built.image,
  start: built.start,
  runtime: built.runtime,
})

/** Runs one test of a commit, unless it passed before: once per commit. */
const testOne = async (
  works: Works,
  of: Commission,
  component: ComponentConfig,
  test: TestConfig,
): Promise<Verdict> => {
  const name = testName(component.name, test.name)
  const before = await evidenceOf(works.parts.records, of.application, of.commit, 'tested')
  const known = before.find((one) => one.name === name)?.verdict
  if (known?.outcome === 'pass') {
    await say(works, of, 'tested-before', words.testedBefore(component.name, test.name))
    return known
  }
  await say(works, of, 'testing', words.testing(component.name, test.name))
  const tested = await works.parts.builder.test(testPlanOf(of, component, test), progress(works, of))
  const text = words.tested(component.name, test.name, tested.passed, tested.why)
  const reason = {
    code: tested.passed ? 'test-passed' : 'test-failed',
    text,
    values: { counts: tested.counts },
  }
  const verdict = tested.passed ? pass(reason) : refuse(reason)
  await recordResult(works, of, { kind: 'tested', name, verdict, text, payload: {} })
  works.bell.ring()
  return verdict
}

/** Every declared test; those after a failed one run too, so that all that is wrong is known at once. */
export const testAll = async (works: Works, of: Commission): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = []
  for (const component of of.config.components) {
    for (const test of component.tests) verdicts.push(await testOne(works, of, component, test))
  }
  return verdicts
}
