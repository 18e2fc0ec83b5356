import { lstat, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { tidyName } from '../images/extract.ts'
import { lastLines } from '../jobs/last-lines.ts'
import type { Text } from '../kernel/text.ts'
import type { Progress, Tested, TestPlan } from '../ports/builder.ts'
import type { Job } from '../ports/supervision.ts'
import type { Shop } from './builder.ts'
import { install, type RunScript } from './dependencies.ts'
import { checkOut, type Ground, readGround } from './ground.ts'
import { newJobId } from './job.ts'
import { stepFailed } from './messages.ts'
import { withNeighbours } from './neighbours.ts'
import { readReport } from './report.ts'
import { checkLibc, openRuntime, type Runtime, type RuntimeChoice } from './runtime.ts'
import { runtimeOf, withTarballs } from './supplies.ts'
import { take } from './take.ts'
import { ReportError, type Tally } from './tally.ts'
import { testLines } from './test-messages.ts'
import { type Command, closeWorkshop, isInside, openWorkshop, runCommand, type Workshop } from './workshop.ts'
import { findWorkspace } from './workspace.ts'

/** Largest report that is read, in bytes. */
const largestReport = 64 * 1_048_576

/** Runs a declared test in a clean checkout with all its lockfile dependencies. */
export const runTest = async (shop: Shop, plan: TestPlan, progress: Progress): Promise<Tested> => {
  const began = performance.now()
  const choice = await runtimeOf(shop, plan.application, plan.commit)
  checkLibc(choice.version)
  const name = `${newJobId('test')}-${plan.application}-${plan.component}-${plan.name}-${plan.commit.slice(0, 12)}`
  const workshop = await openWorkshop(shop.folder, shop.supervision, {
    kind: 'test',
    application: plan.application,
    name,
    path: shop.variables['PATH'] ?? '',
  })
  try {
    const workspace = await findWorkspace(shop, plan, true)
    const taken = withNeighbours(plan, workspace)
    await checkOut(shop, taken, workspace, workshop.checkout)
    const ground = await readGround(taken, workspace, workshop.checkout)
    const { folder } = ground
    const runtime = await prepare(shop, plan, workshop, ground, choice, workspace?.root ?? plan.context)
    // A report that was committed is not one of this run.
    if (plan.report !== null) await rm(join(folder, tidyName(plan.report)), { recursive: true, force: true })
    progress(testLines.running(plan.component, plan.name))
    const job = await runCommand(shop.supervision, workshop, {
      ...commandOf(workshop, ground, plan, runtime),
      argv: plan.run,
      cwd: folder,
      within: plan.within,
    })
    const judged = await judge(shop, plan, job, workshop, folder)
    const took = Math.round(performance.now() - began)
    return { ...judged, code: job.code, timedOut: job.timedOut, took, log: workshop.log }
  } finally {
    await closeWorkshop(shop.folder, shop.supervision, 'test', workshop).catch(() => undefined)
  }
}

const commandOf = (
  { checkout }: Workshop,
  { manifest, bins }: Ground,
  { component }: TestPlan,
  runtime: Runtime,
  event = 'test',
): Omit<Command, 'argv' | 'cwd' | 'within'> => ({
  kind: 'test',
  project: checkout,
  bins,
  runtime: runtime.folder,
  variables: { npm_package_name: manifest?.name ?? component, npm_lifecycle_event: event },
})

/** All dependencies of the lockfile, in the checkout itself; declared install scripts have run. */
const prepare = (
  shop: Shop,
  plan: TestPlan,
  workshop: Workshop,
  ground: Ground,
  choice: RuntimeChoice,
  root: string,
): Promise<Runtime> =>
  withTarballs(shop, { ...plan, root }, async (tarballs) => {
    const { packages, links } = ground.work()
    const runtime = await openRuntime(shop.folder, choice, tarballs)
    const run: RunScript = async (argv, cwd, _, what, event) => {
      const command = commandOf(workshop, ground, plan, runtime, event)
      const job = await runCommand(shop.supervision, workshop, { ...command, argv, cwd, within: plan.within })
      if (job.code === 0) return
      const said = await lastLines(workshop.log, 10)
      throw stepFailed(plan.component, `${event} (${what})`, job, plan.within, said, workshop.log)
    }
    const scripts = plan.installScripts ?? []
    if (ground.locked) await install({ packages, links, tarballs, scripts, run }, ground.root, ground.root)
    for (const { argv, folder, event, manifest } of ground.before)
      await run(argv, folder, workshop.checkout, manifest.name ?? '', event)
    return runtime
  })

type Judged = Pick<Tested, 'passed' | 'counts' | 'why'>

const judge = async (
  shop: Shop,
  plan: TestPlan,
  job: Job,
  workshop: Workshop,
  folder: string,
): Promise<Judged> => {
  const failed = (why: Text, counts: Tested['counts'] = null): Judged => ({ passed: false, counts, why })
  if (job.timedOut) return failed(testLines.timedOut(plan.within))
  const ended =
    job.code === 0 ? null : testLines.ended(job.code, job.signal, await lastLines(workshop.log, 5))
  if (plan.report === null)
    return ended === null ? { passed: true, counts: null, why: testLines.exitCode() } : failed(ended)
  const name = tidyName(plan.report)
  const taken = await take(shop.supervision, workshop, folder, { only: [name] })
  const tally = 'path' in taken ? await readTally(taken.path, name) : testLines.noReport(name)
  if ('en' in tally) return failed(ended ?? tally)
  const { passed, failed: failures, skipped } = tally
  const counts = { passed, failed: failures, skipped }
  if (failures > 0) return failed(testLines.failed(tally), counts)
  if (ended !== null) return failed(ended, counts)
  if (passed === 0) return failed(testLines.noneRan(skipped), counts)
  return { passed: true, counts, why: testLines.passed(tally) }
}

/** The report's counts, or why there are none. What a link leads to is no report. */
const readTally = async (checkout: string, name: string): Promise<Tally | Text> => {
  const path = join(checkout, name)
  const found = await lstat(path).catch(() => null)
  if (found?.isFile() !== true || !(await isInside(checkout, path))) return testLines.noReport(name)
  if (found.size > largestReport) return testLines.largeReport(name, largestReport)
  try {
    return readReport(await readFile(path))
  } catch (error) {
    if (error instanceof ReportError) return testLines.badReport(name, error.line, error.message)
    throw error
  }
}
