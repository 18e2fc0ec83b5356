import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { z } from 'zod'
import { beside } from '../images/leftovers.ts'
import { readTar } from '../images/tar-read.ts'
import type { Graph, PackageNode, Reached } from './graph.ts'
import { badArchive } from './package-messages.ts'
import type { Tarballs, Wanted } from './tarballs.ts'

const inflate = promisify(gunzip)
const mostInflated = 2_048 * 1_048_576
const atOnce = 8

const list = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .optional()
  .catch(undefined)
const shape = z.object({ os: list, cpu: list, libc: list })

/** Where a package runs, by its own package.json. */
export type Limits = z.output<typeof shape>

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/** The package.json of an archive, as far as it says where the package runs. */
const inArchive = async (bytes: Buffer, name: string): Promise<Limits> => {
  try {
    for await (const item of readTar(one(await inflate(bytes, { maxOutputLength: mostInflated })))) {
      if (item.kind !== 'file' || !/^(\.\/)?[^/]+\/package\.json$/.test(item.path)) continue
      const parts: Uint8Array[] = []
      for await (const part of item.body()) parts.push(part)
      return shape.parse(
        JSON.parse(
          Buffer.concat(parts)
            .toString('utf8')
            .replace(/^\uFEFF/, ''),
        ),
      )
    }
  } catch (error) {
    throw badArchive(name, error)
  }
  return {}
}

const wantedOf = ({ name, version, integrity, resolved }: PackageNode): Wanted | null =>
  integrity === null || resolved?.startsWith('file:') === true ? null : { name, version, integrity, resolved }

const placeOf = (cache: string, { integrity: { algorithm, hex } }: Wanted): string =>
  join(cache, 'tarballs', algorithm, hex.slice(0, 2), `${hex.slice(2)}.limits`)

const remembered = async (cache: string, wanted: Wanted): Promise<Limits | null> => {
  const words = await readFile(placeOf(cache, wanted), 'utf8').catch(() => null)
  if (words === null) return null
  try {
    return shape.parse(JSON.parse(words))
  } catch {
    return null
  }
}

/** The archive's own word where it is here; the registry's on the same archive, as for npm and pnpm; else it is fetched. */
const find = async (cache: string, tarballs: Tarballs, wanted: Wanted): Promise<Limits> => {
  const what = `${wanted.name}@${wanted.version}`
  const here = await tarballs.held(wanted)
  const told = here === null ? await tarballs.described(wanted) : null
  const limits =
    told === null ? await inArchive(here ?? (await tarballs.get(wanted)), what) : shape.parse(told)
  const path = placeOf(cache, wanted)
  const temporary = beside(path)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(temporary, JSON.stringify(limits), { mode: 0o600 })
  await rename(temporary, path)
  return limits
}

/** What is reached over something optional, which may thus not run here, and all that it must have. */
export const perhaps = ({ nodes }: Graph, reached: Reached): ReadonlySet<string> => {
  const found = new Set<string>()
  const open = [...reached.keys()].flatMap((id) => {
    const node = nodes.get(id)
    const edges = [...(node?.edges ?? []), ...(node?.development ?? [])]
    return edges.flatMap(({ target, optional }) => (optional && target !== null ? [target] : []))
  })
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || nodes.get(id)?.folder !== null) continue
    found.add(id)
    for (const { target } of nodes.get(id)?.edges ?? []) if (target !== null) open.push(target)
  }
  return found
}

/**
 * A graph in which these packages say where they run; `open` is asked for archives only where it is not remembered.
 * Throws what fetching does.
 */
export const learn = async (
  graph: Graph,
  ids: Iterable<string>,
  cache: string,
  open: <T>(work: (tarballs: Tarballs) => Promise<T>) => Promise<T>,
): Promise<Graph> => {
  const nodes = new Map(graph.nodes)
  const unknown: { readonly id: string; readonly node: PackageNode; readonly wanted: Wanted }[] = []
  for (const id of ids) {
    const node = nodes.get(id)
    const wanted = node === undefined ? null : wantedOf(node)
    if (node === undefined || wanted === null) continue
    const limits = await remembered(cache, wanted)
    if (limits === null) unknown.push({ id, node, wanted })
    else nodes.set(id, { ...node, ...limits })
  }
  if (unknown.length > 0)
    await open(async (tarballs) => {
      const lane = async () => {
        for (let next = unknown.pop(); next !== undefined; next = unknown.pop())
          nodes.set(next.id, { ...next.node, ...(await find(cache, tarballs, next.wanted)) })
      }
      await Promise.all(Array.from({ length: atOnce }, lane))
    })
  return { ...graph, nodes }
}
