import type { Published, ToPublish } from '../ports/hosting.ts'
import * as say from './messages.ts'
import { type Found, later, refused, type Talk, talkTo, textAt } from './talk.ts'

/** What GitLab takes as a description, in characters. */
export const mostGitLab = 1_000_000

/** The path of the project from the root of the service, which may stand below another path. */
const projectOf = ({ url, api }: ToPublish): string => {
  const root = new URL(api).pathname.replace(/\/api\/v4\/?$/, '')
  const path = new URL(url).pathname
  const inside = root !== '' && path.startsWith(`${root}/`) ? path.slice(root.length) : path
  return encodeURIComponent(inside.replace(/^\/+|\/+$/g, '').replace(/\.git$/, ''))
}

/** https://docs.gitlab.com/api/commits/#list-all-references-a-commit-is-pushed-to */
const tagOf = async (talk: Talk, base: string, commit: string): Promise<string> => {
  const found = await talk.call(
    { method: 'GET', path: `${base}/repository/commits/${commit}/refs?type=tag&per_page=100` },
    [200, 404],
  )
  const names = (Array.isArray(found.value) ? found.value : []) as readonly { readonly name?: unknown }[]
  for (const { name } of names) {
    // Every tag that contains the commit is in the list: only one that names it counts.
    if (typeof name === 'string' && /\d/.test(name) && (await commitOf(talk, base, name)) === commit)
      return name
  }
  throw refused(say.noTagOf(commit))
}

/** https://docs.gitlab.com/api/tags/#retrieve-a-single-repository-tag */
const commitOf = async (talk: Talk, base: string, tag: string): Promise<string | null> => {
  const found = await talk.call(
    { method: 'GET', path: `${base}/repository/tags/${encodeURIComponent(tag)}` },
    [200, 404],
  )
  return found.status === 404 ? null : textAt(found, talk, 'commit', 'id')
}

const addressIn = ({ value }: Found): string | null => {
  const { _links: links } = value as { readonly _links?: { readonly self?: unknown } }
  const address = links?.self
  return typeof address === 'string' && /^https?:\/\//.test(address) ? address : null
}

const same = (left: string | null, right: string): boolean =>
  left?.replaceAll('\r\n', '\n').trimEnd() === right.trimEnd()

/** Makes a release of a tag that is there, or brings the text of one up to date: https://docs.gitlab.com/api/releases. */
export const publishAtGitLab = async (asked: ToPublish, signal: AbortSignal): Promise<Published> => {
  const talk = talkTo(asked.api, asked.token, { 'private-token': asked.token }, signal)
  const base = `/projects/${projectOf(asked)}`
  const tag = asked.tag ?? (await tagOf(talk, base, asked.commit))
  const commit = await commitOf(talk, base, tag)
  if (commit === null) throw refused(say.noTag(tag))
  if (commit !== asked.commit) throw refused(say.otherCommit(tag, commit, asked.commit))
  const path = `${base}/releases/${encodeURIComponent(tag)}`
  const there = await talk.call({ method: 'GET', path }, [200, 404])
  if (there.status === 404) {
    const description = asked.text(null, mostGitLab)
    if (description === null) throw refused(say.noRoom(tag))
    // Without `ref` it makes no tag, also where the tag has gone in the meantime.
    const made = await talk.call(
      {
        method: 'POST',
        path: `${base}/releases`,
        body: { tag_name: tag, name: asked.name ?? tag, description },
      },
      [201],
    )
    textAt(made, talk, 'tag_name')
    return { kind: 'published', state: 'made', tag, address: addressIn(made) }
  }
  if (textAt(there, talk, 'tag_name') !== tag) throw later(say.notWhatWasAsked(200, talk.said(there.value)))
  const { description: now } = there.value as { readonly description?: unknown }
  const before = typeof now === 'string' ? now : null
  const description = asked.text(before, mostGitLab)
  if (description === null) throw refused(say.noRoom(tag))
  if (same(before, description))
    return { kind: 'published', state: 'unchanged', tag, address: addressIn(there) }
  const changed = await talk.call({ method: 'PUT', path, body: { description } }, [200])
  textAt(changed, talk, 'tag_name')
  return { kind: 'published', state: 'updated', tag, address: addressIn(changed) }
}
