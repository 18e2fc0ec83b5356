import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Release = {
  id: number
  tag_name: string
  name: string
  body: string
  draft: boolean
  [key: string]: unknown
}
type Asked = {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Record<string, unknown> | null
}
type Answer = { status: number; body: unknown; headers?: Record<string, string> }

const notFound: Answer = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
}
const only = (body: Record<string, unknown> | null, ...keys: string[]) =>
  Object.keys(body ?? {}).every((key) => keys.includes(key))

/** Commits by tag; a tag that is annotated has an object of its own. */
export type Tags = Map<string, { commit: string; annotated?: boolean }>

const served = async (answerTo: (asked: Asked) => Answer) => {
  const asked: Asked[] = []
  /** What it does instead, as long as there is something. */
  const instead: (Answer | 'cut')[] = []
  const handle = (request: IncomingMessage, response: ServerResponse, text: string): void => {
    const url = new URL(request.url ?? '', 'http://x')
    let body: Record<string, unknown> | null = null
    try {
      body = text === '' ? null : (JSON.parse(text) as Record<string, unknown>)
    } catch {
      response.writeHead(400).end('{"message":"Problems parsing JSON"}')
      return
    }
    const one = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    }
    asked.push(one)
    const other = instead.shift()
    if (other === 'cut') {
      request.socket.destroy()
      return
    }
    const { status, body: said, headers = {} } = other ?? answerTo(one)
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    response.end(typeof said === 'string' ? said : JSON.stringify(said))
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => handle(request, response, Buffer.concat(parts).toString('utf8')))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    instead,
    writes: () => asked.filter(({ method }) => method !== 'GET').length,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const token = 'a-token-that-nobody-may-see'

/** GitHub's REST API, version 2022-11-28, as far as releases and tags go; anything else is refused. */
export const github = async () => {
  const tags: Tags = new Map()
  const releases: Release[] = []
  /** Tags that it would have made by itself. */
  const madeTags: string[] = []
  const object = (commit: string) => `${commit.slice(0, 38)}aa`
  const release = (one: Release) => ({
    ...one,
    html_url: `https://github.com/team/shop/releases/tag/${one.tag_name}`,
  })
  const tooLong: Answer = {
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [
        {
          resource: 'Release',
          code: 'custom',
          field: 'body',
          message: 'body is too long (maximum is 125000 characters)',
        },
      ],
    },
  }
  const answerTo = ({ method, path, query, headers, body }: Asked): Answer => {
    if (headers.authorization !== `Bearer ${token}`)
      return { status: 401, body: { message: 'Bad credentials' } }
    if (
      headers.accept !== 'application/vnd.github+json' ||
      headers['x-github-api-version'] !== '2022-11-28' ||
      !headers['user-agent']
    )
      return { status: 400, body: { message: 'Unsupported' } }
    const inside = /^\/api\/v3\/repos\/team\/shop\/(.*)$/.exec(path)?.[1]
    if (inside === undefined) return notFound
    const ref = /^git\/ref\/tags\/(.+)$/.exec(inside)?.[1]
    if (method === 'GET' && ref !== undefined) {
      const name = ref.split('/').map(decodeURIComponent).join('/')
      const found = tags.get(name)
      return found === undefined
        ? notFound
        : {
            status: 200,
            body: {
              ref: `refs/tags/${name}`,
              object: found.annotated
                ? { type: 'tag', sha: object(found.commit) }
                : { type: 'commit', sha: found.commit },
            },
          }
    }
    const tagObject = /^git\/tags\/([0-9a-f]{40})$/.exec(inside)?.[1]
    if (method === 'GET' && tagObject !== undefined) {
      const found = [...tags.values()].find(({ commit }) => object(commit) === tagObject)
      return found === undefined
        ? notFound
        : { status: 200, body: { sha: tagObject, tag: 'v', object: { type: 'commit', sha: found.commit } } }
    }
    const page = (all: readonly unknown[]): Answer => {
      const size = Number(query.get('per_page'))
      const at = (Number(query.get('page')) - 1) * size
      return size >= 1 && size <= 100
        ? { status: 200, body: all.slice(at, at + size) }
        : { status: 422, body: { message: 'per_page' } }
    }
    if (method === 'GET' && inside === 'tags')
      return page([...tags].map(([name, { commit }]) => ({ name, commit: { sha: commit } })))
    const byTag = /^releases\/tags\/(.+)$/.exec(inside)?.[1]
    if (method === 'GET' && byTag !== undefined) {
      const name = byTag.split('/').map(decodeURIComponent).join('/')
      const found = releases.find((one) => one.tag_name === name && !one.draft)
      return found === undefined ? notFound : { status: 200, body: release(found) }
    }
    if (method === 'GET' && inside === 'releases') return page(releases.map(release))
    if (method === 'POST' && inside === 'releases') {
      if (
        !only(body, 'tag_name', 'target_commitish', 'name', 'body', 'draft', 'prerelease') ||
        typeof body?.['tag_name'] !== 'string'
      )
        return { status: 422, body: { message: 'Validation Failed' } }
      if (String(body['body']).length > 125_000) return tooLong
      if (releases.some((one) => one.tag_name === body['tag_name'] && !one.draft))
        return {
          status: 422,
          body: {
            message: 'Validation Failed',
            errors: [{ resource: 'Release', code: 'already_exists', field: 'tag_name' }],
          },
        }
      if (!tags.has(body['tag_name']) && body['draft'] !== true) madeTags.push(body['tag_name'])
      const made = { id: releases.length + 1, name: '', body: '', draft: false, ...body } as Release
      releases.push(made)
      return { status: 201, body: release(made) }
    }
    const id = /^releases\/(\d+)$/.exec(inside)?.[1]
    if (method === 'PATCH' && id !== undefined) {
      const found = releases.find((one) => one.id === Number(id))
      if (found === undefined) return notFound
      if (!only(body, 'tag_name', 'target_commitish', 'name', 'body', 'draft', 'prerelease', 'make_latest'))
        return { status: 422, body: { message: 'Validation Failed' } }
      if (String(body?.['body']).length > 125_000) return tooLong
      Object.assign(found, body)
      return { status: 200, body: release(found) }
    }
    return notFound
  }
  const server = await served(answerTo)
  return {
    ...server,
    tags,
    releases,
    madeTags,
    kind: 'github' as const,
    api: `${server.origin}/api/v3`,
    url: `${server.origin}/team/shop`,
  }
}

/** GitLab's REST API v4, as far as releases and tags go, below a path of its own; anything else is refused. */
export const gitlab = async () => {
  const tags: Tags = new Map()
  const releases: Release[] = []
  const madeTags: string[] = []
  const missing: Answer = { status: 404, body: { message: '404 Not Found' } }
  const release = ({ tag_name, name, body }: Release) => ({
    tag_name,
    name,
    description: body,
    _links: { self: `https://gitlab/${tag_name}` },
  })
  const answerTo = ({ method, path, query, headers, body }: Asked): Answer => {
    if (headers['private-token'] !== token) return { status: 401, body: { message: '401 Unauthorized' } }
    const inside = /^\/git\/api\/v4\/projects\/group%2Fsub%2Fshop\/(.*)$/.exec(path)?.[1]
    if (inside === undefined) return { status: 404, body: { message: '404 Project Not Found' } }
    const tag = /^repository\/tags\/([^/]+)$/.exec(inside)?.[1]
    if (method === 'GET' && tag !== undefined) {
      const found = tags.get(decodeURIComponent(tag))
      return found === undefined
        ? { status: 404, body: { message: '404 Tag Not Found' } }
        : { status: 200, body: { name: decodeURIComponent(tag), commit: { id: found.commit } } }
    }
    const of = /^repository\/commits\/([0-9a-f]{40})\/refs$/.exec(inside)?.[1]
    if (method === 'GET' && of !== undefined && query.get('type') === 'tag')
      // Every tag that contains it: also later ones.
      return { status: 200, body: [...tags.keys()].map((name) => ({ type: 'tag', name })) }
    const named = /^releases\/([^/]+)$/.exec(inside)?.[1]
    const found =
      named === undefined ? undefined : releases.find((one) => one.tag_name === decodeURIComponent(named))
    if (method === 'GET' && named !== undefined)
      return found === undefined ? missing : { status: 200, body: release(found) }
    if (method === 'PUT' && named !== undefined) {
      if (found === undefined) return missing
      if (!only(body, 'name', 'description', 'milestones', 'released_at'))
        return { status: 400, body: { error: 'unknown' } }
      found.body = String(body?.['description'])
      return { status: 200, body: release(found) }
    }
    if (method === 'POST' && inside === 'releases') {
      if (
        !only(body, 'tag_name', 'name', 'description', 'ref', 'tag_message') ||
        typeof body?.['tag_name'] !== 'string'
      )
        return { status: 400, body: { error: 'tag_name is missing' } }
      if (releases.some((one) => one.tag_name === body['tag_name']))
        return { status: 409, body: { message: 'Release already exists' } }
      if (!tags.has(body['tag_name'])) {
        if (body['ref'] === undefined) return { status: 422, body: { message: 'Ref is not specified' } }
        madeTags.push(body['tag_name'])
      }
      const made: Release = {
        id: releases.length + 1,
        tag_name: body['tag_name'],
        name: String(body['name']),
        body: String(body['description']),
        draft: false,
      }
      releases.push(made)
      return { status: 201, body: release(made) }
    }
    return missing
  }
  const server = await served(answerTo)
  return {
    ...server,
    tags,
    releases,
    madeTags,
    kind: 'gitlab' as const,
    api: `${server.origin}/git/api/v4`,
    url: `${server.origin}/git/group/sub/shop`,
  }
}
