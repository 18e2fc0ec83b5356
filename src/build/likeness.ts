import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import type { Like } from '../images/like.ts'
import { newestNamed } from '../images/manifest.ts'
import { inImage, type Layer } from '../images/types.ts'
import type { Likes } from '../images/unpack.ts'
import type { BuildPlan } from '../ports/builder.ts'
import type { Shop } from './builder.ts'
import { parsePackageFile } from './manifest-file.ts'
import { scriptSteps, stepsOf } from './recipe.ts'
import type { Workspace } from './workspace.ts'

export const imageName = ({ application, component }: BuildPlan): string => `${application}/${component}`

/** The component's newest image as files; null where there is none. It may be gone: then nothing is found in it. */
const lastBuilt = async (folder: Folder, plan: BuildPlan): Promise<string | null> => {
  const image = await newestNamed(folder, imageName(plan))
  return image === null ? null : join(folder.unpacked, image.slice('sha256:'.length))
}

/** Whether nothing of the commit runs in its checkout: then nobody writes to it after us. */
const isStill = async (shop: Shop, plan: BuildPlan, workspace: Workspace | null): Promise<boolean> => {
  const siblings = workspace?.siblings ?? []
  if (siblings.some(({ manifest }) => scriptSteps(manifest.scripts, 'build', true).length > 0)) return false
  const { application, commit, context } = plan
  const bytes = await shop.source.file(application, commit, join(context, 'package.json'))
  const words = bytes === null ? null : Buffer.from(bytes).toString('utf8')
  return stepsOf(plan, words === null ? null : parsePackageFile(words, 'package.json')).length === 0
}

/** What a checkout that is only read may be made of links to. */
export const checkoutLike = async (
  shop: Shop,
  plan: BuildPlan,
  workspace: Workspace | null,
): Promise<Like | undefined> => {
  const before = await lastBuilt(shop.folder, plan)
  if (before === null || !(await isStill(shop, plan, workspace))) return undefined
  return { root: join(before, inImage.app), below: plan.output ?? '' }
}

/** Where the files of an image's layers come from. */
export type Origins = {
  /** The last one is the application's, one before it that of its dependencies. */
  readonly layers: readonly Layer[]
  readonly output: string
  /** Whether commands of the application's ran where `output` is, or where its dependencies are. */
  readonly ran: { readonly output: boolean; readonly dependencies: boolean }
  readonly dependencies: string
}

/** What its layers may be unpacked as links to: the very files that they were made of, else the image before. */
export const layerLikes = async (
  folder: Folder,
  plan: BuildPlan,
  { layers, output, dependencies, ran }: Origins,
): Promise<Likes> => {
  const likes = new Map<Layer['digest'], Like>()
  const before = await lastBuilt(folder, plan)
  const [application, below] = [layers.at(-1), layers.at(-2)]
  const own = (root: string): Like => ({ root, below: inImage.app, given: true })
  const earlier: Like | null = before === null ? null : { root: before, below: '' }
  const of = (layer: Layer | undefined, like: Like | null) => {
    if (layer !== undefined && like !== null) likes.set(layer.digest, like)
  }
  of(below, ran.dependencies ? earlier : own(dependencies))
  of(application, ran.output ? earlier : own(output))
  return likes
}
