import { namespace } from '../identity/statement.ts'
import { canonical, type Digest, digestOf, isDigest, type Json, sha256 } from '../kernel/canonical.ts'
import type { Problem } from '../kernel/problem.ts'
import { type Entry, entryDigest, type Head } from '../ledger/entry.ts'
import { verifySignature } from '../provenance/sshsig.ts'
import * as say from './messages.ts'
import { format, type Index, type Link } from './types.ts'
import { type Files, firstOther, type Read, read } from './zip.ts'

export type Verified = {
  readonly index: Index | null
  readonly entries: number
  /** Entries about other applications, of which only the place in the chain is there. */
  readonly links: number
  /** Payloads that retention had taken before the archive was made. */
  readonly pruned: number
  /** Of the whole file: what the ledger that made it wrote down of it. */
  readonly digest: Digest
  /** Number and digest of each entry and link, with the head before: what heads from elsewhere are held against. */
  readonly chain: readonly Head[]
  readonly problems: readonly Problem[]
}

const text = new TextDecoder('utf-8', { fatal: true })

const parsed = <T>(content: Uint8Array | undefined): T | null => {
  if (content === undefined) return null
  try {
    return JSON.parse(text.decode(content)) as T
  } catch {
    return null
  }
}

const isHead = (value: unknown): boolean => {
  const { seq, digest } = (value ?? {}) as Partial<Head>
  return Number.isSafeInteger(seq) && typeof digest === 'string' && isDigest(digest)
}

const isScope = (value: unknown): boolean => {
  const { release, from, to } = (value ?? {}) as { release?: unknown; from?: unknown; to?: unknown }
  return release === undefined ? [from, to].every(isInstant) : Number.isSafeInteger(release)
}

const isInstant = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) <= 8.64e15

/** What a forger wrote may be of any shape. */
const indexIn = (files: Files): Index | null => {
  const index = parsed<Index>(files.get('audit.json'))
  if (index === null || typeof index !== 'object') return null
  const shaped =
    typeof index.application === 'string' &&
    Array.isArray(index.releases) &&
    typeof index.files === 'object' &&
    index.files !== null &&
    isHead(index.before) &&
    isHead(index.head) &&
    isScope(index.scope) &&
    isInstant(index.madeAt)
  return shaped ? index : null
}

/** Every file against the index, and nothing beside it. */
const filesProblems = (files: Files, index: Index): readonly Problem[] => {
  const named = Object.entries(index.files).flatMap(([path, digest]) => {
    const content = files.get(path)
    if (content === undefined) return [say.missing(path)]
    return sha256(content) === digest ? [] : [say.altered(path)]
  })
  const known = new Set(['audit.json', 'seal', ...Object.keys(index.files)])
  return [...named, ...[...files.keys()].filter((path) => !known.has(path)).map(say.inserted)]
}

const sealProblems = (files: Files): readonly Problem[] => {
  const [index, seal] = [files.get('audit.json'), files.get('seal')]
  if (index === undefined || seal === undefined)
    return [say.missing(index === undefined ? 'audit.json' : 'seal')]
  return `${sha256(index)}\n` === new TextDecoder().decode(seal) ? [] : [say.altered('audit.json')]
}

const linesOf = <T>(content: Uint8Array | undefined): readonly (T | null)[] =>
  content === undefined
    ? []
    : new TextDecoder()
        .decode(content)
        .split('\n')
        .filter((one) => one !== '')
        .map((one) => {
          try {
            return JSON.parse(one) as T
          } catch {
            return null
          }
        })

type Chain = {
  readonly problems: readonly Problem[]
  readonly entries: readonly Entry[]
  readonly links: number
  readonly heads: readonly Head[]
}

/** What a forger wrote may be of any shape: what cannot even be read does not hold. */
const holds = (check: () => boolean): boolean => {
  try {
    return check()
  } catch {
    return false
  }
}

const isLink = (one: Entry | Link): one is Link => 'link' in one

/** Each entry follows the one before and carries its own digest; a link only its place. */
const chainOf = (lines: readonly (Entry | Link | null)[], index: Index): Chain => {
  let head: Head = index.before
  const heads = [head]
  const entries: Entry[] = []
  const problems: Problem[] = []
  for (const [at, one] of lines.entries()) {
    const broken =
      one === null ||
      one.seq !== head.seq + 1 ||
      one.previous !== head.digest ||
      (!isLink(one) && !holds(() => one.digest === entryDigest(one)))
    if (broken) {
      problems.push(say.chainBroken(at + 1, head.seq + 1))
      break
    }
    if (!isLink(one)) entries.push(one)
    head = { seq: one.seq, digest: one.digest }
    heads.push(head)
  }
  if (problems.length === 0 && (head.seq !== index.head.seq || head.digest !== index.head.digest))
    problems.push(say.chainEnds(head.seq, index.head.seq))
  return { problems, entries, links: lines.length - entries.length, heads }
}

const payloadProblems = (content: Uint8Array | undefined, entries: readonly Entry[]) => {
  const lines = linesOf<{ digest: Digest; payload: Json }>(content)
  const wrong = lines.flatMap((one, at) =>
    one === null || !holds(() => digestOf(one.payload) === one.digest) ? [say.payloadAltered(at + 1)] : [],
  )
  const there = new Set(lines.map((one) => one?.digest))
  return { problems: wrong, pruned: entries.filter(({ payload }) => !there.has(payload)).length }
}

/** A release's manifest is the one that the release is named by; a configuration is the one that its file says. */
const contentProblems = (files: Files): readonly Problem[] =>
  [...files].flatMap(([path, content]) => {
    const named = /^configurations\/([0-9a-f]{64})\.json$/.exec(path)?.[1]
    if (named !== undefined) return sha256(content) === `sha256:${named}` ? [] : [say.altered(path)]
    if (!path.endsWith('/manifest.json')) return []
    const release = parsed<{ manifest: string }>(files.get(path.replace('manifest.json', 'release.json')))
    const manifest = parsed<Json>(content)
    const fits =
      release !== null &&
      isDigest(release.manifest) &&
      manifest !== null &&
      holds(() => sha256(canonical(manifest)) === release.manifest)
    return fits ? [] : [say.otherManifest(path)]
  })

type Said = { readonly file?: unknown; readonly signed?: unknown; readonly key?: unknown }

/** What is said to be signed is, to the byte, by the key that is named. */
const statementProblems = (files: Files): readonly Problem[] =>
  [...files].flatMap(([path, content]) => {
    if (!/^releases\/\d+\/statements\.json$/.test(path)) return []
    const folder = path.slice(0, -'statements.json'.length)
    const said = parsed<readonly Said[]>(content)
    if (!Array.isArray(said)) return [say.altered(path)]
    return said.flatMap((one: Said | null) => {
      const named = `${folder}${String(one?.file)}`
      const [text, signature] = [files.get(named), files.get(`${named}.sig`)]
      if (text === undefined) return [say.missing(named)]
      if (one?.signed !== true) return []
      if (signature === undefined) return [say.missing(`${named}.sig`)]
      const key = verifySignature(new TextDecoder().decode(signature), text, namespace)
      return typeof key === 'string' || key.fingerprint !== one.key ? [say.signatureWrong(named)] : []
    })
  })

const byteProblems = (archive: Uint8Array, files: Files): readonly Problem[] => {
  const other = firstOther(archive, files)
  if (other === null) return []
  return [other === archive.length ? say.cutShort(other, null) : say.alteredAt(other)]
}

/** Where files cannot be read on, and what of it is an archive at all. */
const unreadable = (archive: Uint8Array, { files, broken }: Read): readonly Problem[] => {
  if (broken === null) return []
  if (files.size === 0 && broken.file === null) return [say.notAnArchive(archive.length)]
  if (broken.byte === archive.length) return [say.cutShort(broken.byte, broken.file)]
  return [say.alteredAt(broken.byte)]
}

/** Checks an archive alone: no data folder, no network. Every problem names its file, line or byte. */
export const verifyArchive = (archive: Uint8Array): Verified => {
  const nothing = { index: null, entries: 0, links: 0, pruned: 0, digest: sha256(archive), chain: [] }
  const found = read(archive)
  if (found.broken !== null) return { ...nothing, problems: unreadable(archive, found) }
  const { files } = found
  const index = indexIn(files)
  if (index === null) {
    const seal = files.has('audit.json') ? sealProblems(files) : []
    return { ...nothing, problems: seal.length > 0 ? seal : [say.notAnAudit(files.has('audit.json'))] }
  }
  if (index.format !== format && sealProblems(files).length === 0)
    return { ...nothing, index, problems: [say.otherFormat(Number(index.format))] }
  const chain = chainOf(linesOf<Entry | Link>(files.get('ledger.jsonl')), index)
  const payloads = payloadProblems(files.get('payloads.jsonl'), chain.entries)
  const problems = [
    ...sealProblems(files),
    ...filesProblems(files, index),
    ...chain.problems,
    ...payloads.problems,
    ...contentProblems(files),
    ...statementProblems(files),
  ]
  return {
    index,
    entries: chain.entries.length,
    links: chain.links,
    pruned: payloads.pruned,
    digest: nothing.digest,
    chain: chain.heads,
    problems: problems.length > 0 ? problems : byteProblems(archive, files),
  }
}
