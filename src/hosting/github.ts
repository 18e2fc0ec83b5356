import type { Published, ToPublish } from '../ports/hosting.ts'
import * as say from './messages.ts'
import { type Found, later, refused, type Talk, talkTo, textAt } from './talk.ts'

/** What GitHub takes as the text of a release, in characters: it says so when it refuses more. */
export const mostGitHub = 125_000
/** Releases and tags come a hundred a page; older ones than these are not looked for. */
const mostPages = 10
const aPage = 100

const segments = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** https://docs.github.com/rest/git/refs and /rest/git/tags: an annotated tag names a tag that names the commit. */
const commitOf = async (talk: Talk, base: string, tag: string): Promise<string | null> => {
  const ref = await talk.call({ method: 'GET', path: `${base}/git/ref/tags/${segments(tag)}` }, [200, 404])
  if (ref.status === 404) return null
  let [type, id] = [textAt(ref, talk, 'object', 'type'), textAt(ref, talk, 'object', 'sha')]
  for (let depth = 0; type === 'tag' && depth < 5; depth += 1) {
    const found = await talk.call({ method: 'GET', path: `${base}/git/tags/${id}` }, [200])
    type = textAt(found, talk, 'object', 'type')
    id = textAt(found, talk, 'object', 'sha')
  }
  return id
}

const pages = async function* (talk: Talk, path: string): AsyncGenerator<Readonly<Record<string, unknown>>> {
  for (let page = 1; page <= mostPages; page += 1) {
    const found = await talk.call({ method: 'GET', path: `${path}?per_page=${aPage}&page=${page}` }, [200])
    if (!Array.isArray(found.value)) throw later(say.notWhatWasAsked(found.status, talk.said(found.value)))
    yield* found.value as Readonly<Record<string, unknown>>[]
    if (found.value.length < aPage) return
  }
}

/** https://docs.github.com/rest/repos/repos#list-repository-tags */
const tagOf = async (talk: Talk, base: string, commit: string): Promise<string> => {
  for await (const { name, commit: named } of pages(talk, `${base}/tags`)) {
    const { sha } = (named ?? {}) as { readonly sha?: unknown }
    if (sha === commit && typeof name === 'string' && /\d/.test(name)) return name
  }
  throw refused(say.noTagOf(commit))
}

/** https://docs.github.com/rest/releases/releases: a draft is found in no other way than by looking through them. */
const releaseOf = async (talk: Talk, base: string, tag: string): Promise<Found | null> => {
  const found = await talk.call({ method: 'GET', path: `${base}/releases/tags/${segments(tag)}` }, [200, 404])
  if (found.status === 200) return found
  for await (const value of pages(talk, `${base}/releases`))
    if (value['tag_name'] === tag && value['draft'] === true) return { status: 200, value }
  return null
}

const idOf = ({ status, value }: Found, talk: Talk): number => {
  const { id } = value as { readonly id?: unknown }
  if (typeof id === 'number') return id
  throw later(say.notWhatWasAsked(status, talk.said(value)))
}

const addressIn = ({ value }: Found): string | null => {
  const { html_url: address } = value as { readonly html_url?: unknown }
  return typeof address === 'string' && /^https?:\/\//.test(address) ? address : null
}

const same = (left: string | null, right: string): boolean =>
  left?.replaceAll('\r\n', '\n').trimEnd() === right.trimEnd()

/** Makes a release of a tag that is there, or brings the text of one up to date. */
export const publishAtGitHub = async (asked: ToPublish, signal: AbortSignal): Promise<Published> => {
  const talk = talkTo(
    asked.api,
    asked.token,
    {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${asked.token}`,
      'x-github-api-version': '2022-11-28',
    },
    signal,
  )
  const base = `/repos/${segments(new URL(asked.url).pathname.replace(/^\/+|\/+$|\.git$/g, ''))}`
  const tag = asked.tag ?? (await tagOf(talk, base, asked.commit))
  const commit = await commitOf(talk, base, tag)
  if (commit === null) throw refused(say.noTag(tag))
  if (commit !== asked.commit) throw refused(say.otherCommit(tag, commit, asked.commit))
  const there = await releaseOf(talk, base, tag)
  if (there === null) {
    const body = asked.text(null, mostGitHub)
    if (body === null) throw refused(say.noRoom(tag))
    const made = await talk.call(
      {
        method: 'POST',
        path: `${base}/releases`,
        body: { tag_name: tag, name: asked.name ?? tag, body, draft: asked.draft, prerelease: false },
      },
      [201],
    )
    idOf(made, talk)
    return { kind: 'published', state: 'made', tag, address: addressIn(made) }
  }
  const { body: now } = there.value as { readonly body?: unknown }
  const before = typeof now === 'string' ? now : null
  const body = asked.text(before, mostGitHub)
  if (body === null) throw refused(say.noRoom(tag))
  if (same(before, body)) return { kind: 'published', state: 'unchanged', tag, address: addressIn(there) }
  // Its name, its tag and whether it is a draft are for people to change.
  const changed = await talk.call(
    { method: 'PATCH', path: `${base}/releases/${idOf(there, talk)}`, body: { body } },
    [200],
  )
  idOf(changed, talk)
  return { kind: 'published', state: 'updated', tag, address: addressIn(changed) }
}
