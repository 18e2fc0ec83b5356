import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { present, writeImage } from '../images/manifest.ts'
import { type ImageConfig, inImage, type Layer } from '../images/types.ts'
import { unpack } from '../images/unpack.ts'
import type { Digest, Json } from '../kernel/canonical.ts'
import type { BuildPlan, Built, Progress } from '../ports/builder.ts'
import type { Shop } from './builder.ts'
import { dependencyLayer, type Install, install, type RunScript, scriptsLeft } from './dependencies.ts'
import { lastLines, newJobId } from './job.ts'
import { layerMaker, type PutLayer } from './layers.ts'
import { lines } from './lines.ts'
import { folderMissing, outputMissing, stepFailed } from './messages.ts'
import { checkRecognised, type Project, packagesOf, readProject, stepsOf } from './recipe.ts'
import { type BuiltRecord, readBuilt, writeBuilt } from './records.ts'
import {
  checkLibc,
  openRuntime,
  platformName,
  type Runtime,
  type RuntimeChoice,
  thisPlatform,
} from './runtime.ts'
import { scan } from './scan.ts'
import { checkStart, chooseStart } from './start.ts'
import { runtimeOf, withTarballs } from './supplies.ts'
import { take } from './take.ts'
import type { Tarballs } from './tarballs.ts'
import { closeWorkshop, isInside, openWorkshop, runCommand, type Workshop } from './workshop.ts'

/** What makes two builds the same: the tree (lockfile and package.json are in it), the plan, the Node, the platform. */
const keyOf = (plan: BuildPlan, tree: string, runtime: RuntimeChoice, separated: boolean): Json => ({
  // What one application's commands made is never another's image.
  ...(separated ? { application: plan.application } : {}),
  tree,
  run: plan.run,
  output: plan.output,
  start: plan.start,
  installScripts: [...plan.installScripts].sort(),
  runtime: runtime.integrity,
  platform: platformName(),
})

/** Gives what was built before, or builds. `ready` is awaited only where something is to be run. */
export const buildImage = async (
  shop: Shop,
  plan: BuildPlan,
  progress: Progress,
  ready: () => Promise<void>,
): Promise<Built> => {
  const began = performance.now()
  const choice = await runtimeOf(shop, plan.application, plan.commit)
  checkLibc(choice.version)
  const tree = await shop.source.tree(plan.application, plan.commit, plan.context)
  if (tree === null) throw folderMissing(plan.component, plan.context)
  const separated = (await shop.supervision.user(plan.application)) !== null
  const key = keyOf(plan, tree, choice, separated)
  const known = await readBuilt(shop.folder, key)
  const cached = known !== null && (await present(shop.folder, known.image))
  if (cached) progress(lines.cached(plan.component))
  else await ready()
  const record = cached ? known : await make(shop, plan, choice, progress)
  if (!cached) await writeBuilt(shop.folder, key, record)
  return {
    image: record.image,
    source: tree,
    cached,
    start: record.start,
    runtime: { name: 'node', version: choice.version, integrity: choice.integrity },
    took: Math.round(performance.now() - began),
    log: record.log,
  }
}

const make = async (
  shop: Shop,
  plan: BuildPlan,
  choice: RuntimeChoice,
  progress: Progress,
): Promise<BuiltRecord> => {
  const name = `${newJobId('build')}-${plan.application}-${plan.component}-${plan.commit.slice(0, 12)}`
  const workshop = await openWorkshop(shop.folder, shop.supervision, {
    kind: 'build',
    application: plan.application,
    name,
    path: shop.variables['PATH'] ?? '',
  })
  try {
    await shop.source.checkout(plan.application, plan.commit, plan.context, workshop.checkout)
    const project = await readProject(workshop.checkout, plan.context)
    await checkRecognised(plan, project, workshop.checkout)
    progress(lines.runtime(plan.component, choice.version, choice.locked))
    return await withTarballs(shop, workshop.checkout, async (tarballs) => {
      const site = new Site(shop, plan, workshop, project, tarballs, choice, progress)
      return site.build()
    })
  } finally {
    await closeWorkshop(shop.folder, shop.supervision, 'build', workshop).catch(() => undefined)
  }
}

/** One build under way. */
class Site {
  readonly #shop: Shop
  readonly #plan: BuildPlan
  readonly #workshop: Workshop
  readonly #project: Project
  readonly #tarballs: Tarballs
  readonly #choice: RuntimeChoice
  readonly #progress: Progress
  readonly #put: PutLayer
  #spent = 0

  constructor(
    shop: Shop,
    plan: BuildPlan,
    workshop: Workshop,
    project: Project,
    tarballs: Tarballs,
    choice: RuntimeChoice,
    progress: Progress,
  ) {
    this.#shop = shop
    this.#plan = plan
    this.#workshop = workshop
    this.#project = project
    this.#tarballs = tarballs
    this.#choice = choice
    this.#progress = progress
    this.#put = layerMaker(shop, workshop, plan.component)
  }

  async build(): Promise<BuiltRecord> {
    // What does not match is refused before anything is fetched.
    const production = packagesOf(this.#project, thisPlatform(), false)
    const runtime = await openRuntime(this.#shop.folder, this.#choice, this.#tarballs)
    const ran = await this.#runSteps(runtime)
    const output = ran ? await this.#takeOutput() : await this.#output()
    const start = await chooseStart(this.#plan, this.#project.manifest, output)
    const base = runtime.layer(this.#put)
    try {
      const archives = await this.#archives(ran, production)
      const above = await this.#layers(this.#install(production, runtime), output, archives)
      const name = `${this.#plan.application}/${this.#plan.component}`
      const layers = [await base, ...above]
      const image = await writeImage(this.#shop.folder, layers, configOf(start, this.#choice), name)
      await this.#prove(image, start)
      return { image, start: [...start], log: this.#workshop.log }
    } finally {
      await Promise.allSettled([base])
    }
  }

  /** Dependencies, where there are any that the build did not bundle itself, and the application. */
  async #layers(parts: Install, output: string, project: string): Promise<readonly Layer[]> {
    const { dependencies, user } = this.#workshop
    const bundled = this.#plan.output !== null && (await isFolder(join(output, 'node_modules')))
    const place = {
      into: dependencies,
      project,
      runtime: this.#choice.integrity,
      application: user === null ? null : this.#plan.application,
      take: (folder: string) => this.#take(folder, []),
    }
    const layer = bundled ? null : await dependencyLayer(this.#shop.folder, parts, place, this.#put)
    this.#report(parts)
    // A committed `node_modules` counts only where no lockfile says what belongs there.
    const keepsOwn = bundled || this.#project.lock === null
    const entries = await scan(output, inImage.app, keepsOwn ? [] : ['node_modules'])
    const application = await this.#put([{ path: inImage.app, kind: 'folder' }, ...entries])
    return layer === null ? [application] : [layer, application]
  }

  /** The image is taken out again before it counts as built, and its start command is looked for in it. */
  async #prove(image: Digest, start: readonly string[]): Promise<void> {
    const { app } = await unpack(this.#shop.folder, image)
    const foreign = await checkStart(this.#plan.component, start, app)
    const libc = checkLibc(this.#choice.version)
    if (foreign !== null) this.#progress(lines.foreign(this.#plan.component, foreign, libc))
    this.#progress(lines.built(this.#plan.component, image))
  }

  /** Says whether any ran. */
  async #runSteps(runtime: Runtime): Promise<boolean> {
    const steps = stepsOf(this.#plan, this.#project)
    if (steps.length === 0) return false
    const { checkout } = this.#workshop
    const all = this.#install(packagesOf(this.#project, thisPlatform(), true), runtime)
    if (this.#project.lock !== null) await install(all, checkout, checkout)
    for (const { argv, event } of steps) {
      this.#progress(lines.step(this.#plan.component, event))
      await this.#run(runtime, argv, checkout, checkout, event)
    }
    return true
  }

  /** The checkout with the archives that the commit itself holds: a new one where its commands had the first. */
  async #archives(ran: boolean, packages: Install['packages']): Promise<string> {
    const { checkout, ours, user } = this.#workshop
    const holds = packages.some(({ resolved }) => resolved?.startsWith('file:') === true)
    if (!ran || user === null || !holds) return checkout
    const again = join(ours, 'source')
    const { application, commit, context } = this.#plan
    await this.#shop.source.checkout(application, commit, context, again)
    return again
  }

  async #take(folder: string, without: readonly string[]): Promise<string> {
    const taken = await take(this.#shop.supervision, this.#workshop, folder, { without })
    if ('path' in taken) return taken.path
    const { component, within, output } = this.#plan
    // What `env` answers where there is no such folder (coreutils, "env invocation").
    if (taken.failed.code === 125 && output !== null) throw outputMissing(component, output)
    const said = await lastLines(this.#workshop.log, 10)
    throw stepFailed(component, 'copy', taken.failed, within, said, this.#workshop.log)
  }

  async #takeOutput(): Promise<string> {
    const { checkout, user } = this.#workshop
    if (user === null) return this.#output()
    const { output } = this.#plan
    const installed = output === null && this.#project.lock !== null
    return this.#take(output === null ? checkout : join(checkout, output), installed ? ['node_modules'] : [])
  }

  #install(packages: Install['packages'], runtime: Runtime): Install {
    const run: RunScript = async (argv, cwd, project, what, event) => {
      this.#progress(lines.step(this.#plan.component, `${event} (${what})`))
      await this.#run(runtime, argv, cwd, project, event)
    }
    return { packages, tarballs: this.#tarballs, scripts: this.#plan.installScripts, run }
  }

  async #run(
    runtime: Runtime,
    argv: readonly string[],
    cwd: string,
    project: string,
    event: string,
  ): Promise<void> {
    const { component, within } = this.#plan
    const { manifest } = this.#project
    const began = performance.now()
    const job = await runCommand(this.#shop.supervision, this.#workshop, {
      kind: 'build',
      argv,
      cwd,
      project,
      within: within - this.#spent,
      runtime: runtime.folder,
      variables: {
        npm_lifecycle_event: event,
        npm_package_name: manifest?.name ?? component,
        npm_package_version: manifest?.version ?? '0.0.0',
        npm_node_execpath: join(runtime.folder, 'bin', 'node'),
        INIT_CWD: project,
      },
    })
    this.#spent += performance.now() - began
    if (job.code === 0 && !job.timedOut) return
    const said = await lastLines(this.#workshop.log, 10)
    throw stepFailed(component, event, job, within, said, this.#workshop.log)
  }

  async #output(): Promise<string> {
    const { checkout } = this.#workshop
    if (this.#plan.output === null) return checkout
    const path = join(checkout, this.#plan.output)
    if (!(await isFolder(path)) || !(await isInside(checkout, path)))
      throw outputMissing(this.#plan.component, this.#plan.output)
    return path
  }

  #report(parts: Install): void {
    const left = scriptsLeft(parts)
    if (parts.packages.length > 0)
      this.#progress(lines.packages(this.#plan.component, parts.packages.length, this.#tarballs.fetched()))
    if (left.length > 0) this.#progress(lines.scriptsLeft(this.#plan.component, left.join(', ')))
  }
}

const isFolder = async (path: string): Promise<boolean> =>
  (await lstat(path).catch(() => null))?.isDirectory() === true

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

const configOf = (start: readonly string[], runtime: RuntimeChoice): Omit<ImageConfig, 'rootfs'> => ({
  created: '1970-01-01T00:00:00Z',
  architecture: architectures[process.arch] ?? process.arch,
  os: 'linux',
  config: {
    Env: ['PATH=/app/node_modules/.bin:/usr/local/bin:/usr/bin:/bin'],
    Cmd: start,
    WorkingDir: `/${inImage.app}`,
    Labels: {
      'ecluse.runtime': `node ${runtime.version}`,
      'ecluse.runtime.integrity': runtime.integrity,
      'ecluse.libc': `glibc >= ${checkLibc(runtime.version)}`,
    },
  },
})
