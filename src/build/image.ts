import { lstat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { LayerEntry } from '../images/layer.ts'
import { present, writeImage } from '../images/manifest.ts'
import { type ImageConfig, inImage, type Layer } from '../images/types.ts'
import { type Likes, unpack } from '../images/unpack.ts'
import { lastLines } from '../jobs/last-lines.ts'
import type { Digest, Json } from '../kernel/canonical.ts'
import type { ProblemError } from '../kernel/problem.ts'
import type { BuildPlan, Built, Progress } from '../ports/builder.ts'
import type { Shop } from './builder.ts'
import { dependencyLayer, type Install, install, type RunScript, scriptsLeft } from './dependencies.ts'
import { sourceWith } from './depends.ts'
import { checkOut, type Ground, readGround } from './ground.ts'
import type { Layout } from './hoist.ts'
import { newJobId } from './job.ts'
import { layerMaker, type PutLayer } from './layers.ts'
import { checkoutLike, imageName, layerLikes } from './likeness.ts'
import { lines } from './lines.ts'
import { folderMissing, outputMissing, stepFailed } from './messages.ts'
import { filesMissing } from './messages-static.ts'
import { withNeighbours } from './neighbours.ts'
import { checkRecognised, stepsOf } from './recipe.ts'
import { type BuiltRecord, readBuilt, writeBuilt } from './records.ts'
import { checkLibc, openRuntime, platformName, type Runtime, type RuntimeChoice } from './runtime.ts'
import { scan } from './scan.ts'
import { checkStart, chooseStart } from './start.ts'
import { checkFiles } from './static.ts'
import { runtimeOf, withTarballs } from './supplies.ts'
import { take } from './take.ts'
import type { Tarballs } from './tarballs.ts'
import { closeWorkshop, isInside, openWorkshop, runCommand, type Workshop } from './workshop.ts'
import { findWorkspace, type Workspace } from './workspace.ts'

/** What makes two builds the same: the tree (lockfile and package.json are in it), the plan, the Node, the platform. */
const keyOf = (plan: BuildPlan, tree: string, runtime: RuntimeChoice, separated: boolean): Json => ({
  // What one application's commands made is never another's image.
  ...(separated ? { application: plan.application } : {}),
  tree,
  run: plan.run,
  output: plan.output,
  start: plan.start,
  ...(plan.static === undefined ? {} : { static: plan.static.fallback }),
  installScripts: [...plan.installScripts].sort(),
  runtime: runtime.integrity,
  platform: platformName(),
})

/** Gives what was built before, or builds. `ready` is awaited only where something is to be run. */
export const buildImage = async (
  shop: Shop,
  asked: BuildPlan,
  progress: Progress,
  ready: () => Promise<void>,
): Promise<Built> => {
  const began = performance.now()
  const choice = await runtimeOf(shop, asked.application, asked.commit)
  checkLibc(choice.version)
  const tree = await shop.source.tree(asked.application, asked.commit, asked.context)
  if (tree === null) throw folderMissing(asked.component, asked.context)
  const workspace = await findWorkspace(shop, asked, asked.run !== null)
  const plan = withNeighbours(asked, workspace)
  const source = await sourceWith(shop, plan, workspace?.source ?? tree)
  const separated = (await shop.supervision.user(plan.application)) !== null
  const key = keyOf(plan, source, choice, separated)
  const known = await readBuilt(shop.folder, key)
  const cached = known !== null && (await present(shop.folder, known.image))
  if (cached) progress(lines.cached(plan.component))
  else await ready()
  const record = cached ? known : await make(shop, plan, workspace, choice, progress)
  if (!cached) await writeBuilt(shop.folder, key, record)
  return {
    image: record.image,
    source,
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
  workspace: Workspace | null,
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
    const like = await checkoutLike(shop, plan, workspace)
    await checkOut(shop, plan, workspace, workshop.checkout, like)
    const ground = await readGround(plan, workspace, workshop.checkout)
    if (plan.static === undefined) await checkRecognised(plan, ground.manifest, ground.folder)
    progress(lines.runtime(plan.component, choice.version, choice.locked))
    const root = workspace?.root ?? plan.context
    return await withTarballs(shop, { ...plan, root }, async (tarballs) => {
      const site = new Site(shop, plan, workspace, workshop, ground, tarballs, choice, progress)
      return site.build(like !== undefined)
    })
  } finally {
    await closeWorkshop(shop.folder, shop.supervision, 'build', workshop).catch(() => undefined)
  }
}

/** One build under way. */
class Site {
  readonly #shop: Shop
  readonly #plan: BuildPlan
  readonly #workspace: Workspace | null
  readonly #workshop: Workshop
  readonly #ground: Ground
  readonly #tarballs: Tarballs
  readonly #choice: RuntimeChoice
  readonly #progress: Progress
  readonly #put: PutLayer
  #spent = 0
  #left: readonly string[] = []

  constructor(
    shop: Shop,
    plan: BuildPlan,
    workspace: Workspace | null,
    workshop: Workshop,
    ground: Ground,
    tarballs: Tarballs,
    choice: RuntimeChoice,
    progress: Progress,
  ) {
    this.#shop = shop
    this.#plan = plan
    this.#workspace = workspace
    this.#workshop = workshop
    this.#ground = ground
    this.#tarballs = tarballs
    this.#choice = choice
    this.#progress = progress
    this.#put = layerMaker(shop, workshop, plan.component)
  }

  /** `linked`: the checkout shares files with what was built before. */
  async build(linked: boolean): Promise<BuiltRecord> {
    // What does not match is refused before anything is fetched.
    const production = this.#ground.image
    const runtime = await openRuntime(this.#shop.folder, this.#choice, this.#tarballs)
    const ran = await this.#runSteps(runtime, linked)
    const output = ran ? await this.#takeOutput() : await this.#output()
    const files = this.#plan.static !== undefined
    const start = files ? [] : await chooseStart(this.#plan, this.#ground.manifest, output)
    const base = runtime.layer(this.#put)
    try {
      const archives = await this.#archives(ran, production.packages)
      const above = files
        ? [await this.#files(output)]
        : await this.#layers(this.#install(production, runtime), output, archives, ran)
      const scripts = this.#plan.installScripts.length > 0
      const { dependencies } = this.#workshop
      const origins = { layers: above, output, dependencies, ran: { output: ran, dependencies: scripts } }
      const likes = await layerLikes(this.#shop.folder, this.#plan, origins)
      const layers = [await base, ...above]
      const config = configOf(start, this.#choice)
      const image = await writeImage(this.#shop.folder, layers, config, imageName(this.#plan))
      await this.#prove(image, start, likes)
      return { image, start: [...start], log: this.#workshop.log }
    } finally {
      await Promise.allSettled([base])
    }
  }

  /** Dependencies, where there are any that the build did not bundle itself, and the application. */
  async #layers(parts: Install, output: string, project: string, ran: boolean): Promise<readonly Layer[]> {
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
    const keepsOwn = bundled || !this.#ground.locked
    const entries = await scan(output, inImage.app, keepsOwn ? [] : ['node_modules'])
    const siblings = bundled ? [] : await this.#siblings(ran)
    const application = await this.#put([{ path: inImage.app, kind: 'folder' }, ...entries, ...siblings])
    return layer === null ? [application] : [layer, application]
  }

  /** Files that nothing of ours runs: they need no packages. */
  async #files(output: string): Promise<Layer> {
    const entries = await scan(output, inImage.app, ['node_modules'])
    return this.#put([{ path: inImage.app, kind: 'folder' }, ...entries])
  }

  /** Workspaces that the component needs, as folders of its `node_modules`, with what their builds made. */
  async #siblings(ran: boolean): Promise<readonly LayerEntry[]> {
    const { image, root } = this.#ground
    const found: LayerEntry[] = []
    if (image.folders.length > 0) found.push({ path: `${inImage.app}/node_modules`, kind: 'folder' })
    for (const { path, folder } of image.folders) {
      const scope = /^(.*node_modules\/@[^/]+)\/[^/]+$/.exec(path)?.[1]
      if (scope !== undefined) found.push({ path: `${inImage.app}/${scope}`, kind: 'folder' })
      const from = ran ? await this.#take(join(root, folder), ['node_modules']) : join(root, folder)
      const entries = await scan(from, `${inImage.app}/${path}`, ['node_modules'])
      found.push({ path: `${inImage.app}/${path}`, kind: 'folder' }, ...entries)
    }
    return [...new Map(found.map((entry) => [entry.path, entry])).values()]
  }

  /** The image is taken out again before it counts as built, and its start command is looked for in it. */
  async #prove(image: Digest, start: readonly string[], likes: Likes): Promise<void> {
    const { app } = await unpack(this.#shop.folder, image, likes)
    const site = this.#plan.static
    if (site !== undefined) await checkFiles(this.#plan.component, site, app)
    const foreign = site === undefined ? await checkStart(this.#plan.component, start, app) : null
    const libc = checkLibc(this.#choice.version)
    if (foreign !== null) this.#progress(lines.foreign(this.#plan.component, foreign, libc))
    this.#progress(lines.built(this.#plan.component, image))
  }

  /** Says whether any ran. */
  async #runSteps(runtime: Runtime, linked: boolean): Promise<boolean> {
    const { before, folder, root, locked, manifest } = this.#ground
    const own = stepsOf(this.#plan, manifest).map((step) => ({ ...step, folder, manifest, what: null }))
    const steps = [...before.map((step) => ({ ...step, what: step.manifest.name ?? '' })), ...own]
    if (steps.length === 0) return false
    if (linked) throw new Error('a command would run among files that other images have')
    const { checkout } = this.#workshop
    if (locked) await install(this.#install(this.#ground.work(), runtime), root, root)
    for (const { argv, event, what, ...at } of steps) {
      this.#progress(lines.step(this.#plan.component, what === null ? event : `${event} (${what})`))
      await this.#run(runtime, argv, at.folder, checkout, event, at.manifest)
    }
    return true
  }

  /** The checkout with the archives that the commit itself holds: a new one where its commands had the first. */
  async #archives(ran: boolean, packages: Install['packages']): Promise<string> {
    const { ours, user } = this.#workshop
    const holds = packages.some(({ resolved }) => resolved?.startsWith('file:') === true)
    if (!ran || user === null || !holds) return this.#ground.root
    const again = join(ours, 'source')
    await checkOut(this.#shop, this.#plan, this.#workspace, again)
    return join(again, relative(this.#workshop.checkout, this.#ground.root))
  }

  async #take(folder: string, without: readonly string[]): Promise<string> {
    const taken = await take(this.#shop.supervision, this.#workshop, folder, { without })
    if ('path' in taken) return taken.path
    const { component, within, output } = this.#plan
    // What `env` answers where there is no such folder (coreutils, "env invocation").
    if (taken.failed.code === 125 && output !== null) throw this.#missing(output)
    const said = await lastLines(this.#workshop.log, 10)
    throw stepFailed(component, 'copy', taken.failed, within, said, this.#workshop.log)
  }

  async #takeOutput(): Promise<string> {
    const { folder, locked } = this.#ground
    if (this.#workshop.user === null) return this.#output()
    const { output } = this.#plan
    const installed = output === null && locked
    return this.#take(output === null ? folder : join(folder, output), installed ? ['node_modules'] : [])
  }

  #install({ packages, links }: Layout, runtime: Runtime): Install {
    const run: RunScript = async (argv, cwd, project, what, event) => {
      this.#progress(lines.step(this.#plan.component, `${event} (${what})`))
      await this.#run(runtime, argv, cwd, project, event)
    }
    return {
      packages,
      links,
      tarballs: this.#tarballs,
      scripts: this.#plan.installScripts,
      run,
      left: (names) => {
        this.#left = names
      },
    }
  }

  async #run(
    runtime: Runtime,
    argv: readonly string[],
    cwd: string,
    project: string,
    event: string,
    manifest = this.#ground.manifest,
  ): Promise<void> {
    const { component, within } = this.#plan
    const began = performance.now()
    const job = await runCommand(this.#shop.supervision, this.#workshop, {
      kind: 'build',
      argv,
      cwd,
      project,
      bins: [
        ...(cwd === this.#ground.folder ? [] : [join(cwd, 'node_modules', '.bin')]),
        ...this.#ground.bins,
      ],
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
    const { folder } = this.#ground
    if (this.#plan.output === null) return folder
    const path = join(folder, this.#plan.output)
    if (!(await isFolder(path)) || !(await isInside(folder, path))) throw this.#missing(this.#plan.output)
    return path
  }

  #missing(folder: string): ProblemError {
    const { component, static: site } = this.#plan
    return site === undefined ? outputMissing(component, folder) : filesMissing(component, folder)
  }

  #report(parts: Install): void {
    const left = scriptsLeft(parts, this.#left)
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
