import { afterEach, describe, expect, it } from 'vitest'
import type { ToPublish } from '../ports/hosting.ts'
import { hostingService } from './service.ts'
import { github, gitlab, token } from './services.fixture.ts'

type Service = Awaited<ReturnType<typeof github>> | Awaited<ReturnType<typeof gitlab>>

const commit = 'c'.repeat(40)
const open: Service[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const begin = async <S extends Service>(make: () => Promise<S>): Promise<S> => {
  const service = await make()
  service.tags.set('v1.3.0', { commit })
  open.push(service)
  return service
}

const publish = (service: Service, more: Partial<ToPublish> = {}) =>
  hostingService.publish(
    {
      kind: service.kind,
      url: service.url,
      api: service.api,
      token,
      tag: 'v1.3.0',
      commit,
      draft: false,
      name: 'v1.3.0',
      text: (there) => `${there === null ? '' : `${there.split('\n')[0]}\n`}Notes`,
      ...more,
    },
    new AbortController().signal,
  )

describe.each([
  ['GitHub', github],
  ['GitLab', gitlab],
])('%s', (_, make) => {
  it('gets a release of a tag that is there, once', async () => {
    const service = await begin<Service>(make)
    expect(await publish(service)).toMatchObject({ kind: 'published', state: 'made', tag: 'v1.3.0' })
    expect(service.releases).toMatchObject([{ tag_name: 'v1.3.0', name: 'v1.3.0', body: 'Notes' }])
    expect(await publish(service, { text: () => 'Notes' })).toMatchObject({ state: 'unchanged' })
    expect(service.writes()).toBe(1)
    expect(await publish(service)).toMatchObject({ state: 'updated' })
    expect(service.releases).toMatchObject([{ body: 'Notes\nNotes' }])
    expect(service.madeTags).toEqual([])
  })

  it('keeps the name of a release that people made', async () => {
    const service = await begin<Service>(make)
    service.releases.push({ id: 1, tag_name: 'v1.3.0', name: 'Autumn', body: 'By hand', draft: false })
    expect(await publish(service)).toMatchObject({ state: 'updated' })
    expect(service.releases).toMatchObject([{ name: 'Autumn', body: 'By hand\nNotes' }])
  })

  it('never makes a tag: without one, or with one of another commit, it waits', async () => {
    const service = await begin<Service>(make)
    for (const [tag, words] of [
      ['v9', 'there is no tag v9'],
      ['a/b c', 'there is no tag a/b c'],
    ] as const) {
      const end = await publish(service, { tag })
      expect(end).toMatchObject({ kind: 'refused' })
      expect(end.kind === 'refused' && end.why.en).toContain(words)
    }
    service.tags.set('a/b c', { commit: 'd'.repeat(40) })
    expect(await publish(service, { tag: 'a/b c' })).toMatchObject({
      kind: 'refused',
      why: { en: 'the tag a/b c names ddddddd, and the release is ccccccc' },
    })
    expect(service.writes()).toBe(0)
    expect(service.madeTags).toEqual([])
  })

  it('finds the tag of the commit where none is said', async () => {
    const service = await begin<Service>(make)
    service.tags.set('v1.4.0', { commit: 'e'.repeat(40) })
    service.tags.set('latest', { commit })
    expect(await publish(service, { tag: null })).toMatchObject({ state: 'made', tag: 'v1.3.0' })
    expect(await publish(service, { tag: null, commit: 'f'.repeat(40) })).toMatchObject({ kind: 'refused' })
  })

  it.each([
    [{ status: 500, body: { message: 'Server Error' } }, 'later'],
    [{ status: 502, body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } }, 'later'],
    [{ status: 429, body: { message: 'Too many' }, headers: { 'retry-after': '90' } }, 'later'],
    [{ status: 200, body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }, 'later'],
    [{ status: 200, body: { errors: [{ message: 'Something went wrong' }] } }, 'later'],
    [{ status: 200, body: { message: 'ok?', error: 'no' } }, 'later'],
    [{ status: 200, body: 'not JSON' }, 'later'],
    [{ status: 200, body: {} }, 'later'],
    [{ status: 301, body: {}, headers: { location: 'https://elsewhere/' } }, 'later'],
    [{ status: 401, body: { message: `Bad credentials ${token}` } }, 'refused'],
    [{ status: 403, body: { message: 'Resource not accessible by personal access token' } }, 'refused'],
    [{ status: 403, body: { message: 'You have exceeded a secondary rate limit' } }, 'later'],
    ['cut', 'later'],
  ] as const)('takes no failure for success: %j is %s, and no token is in it', async (answer, kind) => {
    const service = await begin<Service>(make)
    service.instead.push(answer === 'cut' ? answer : { ...answer })
    const end = await publish(service)
    expect(end.kind).toBe(kind)
    expect(JSON.stringify(end)).not.toContain(token)
    if (typeof answer === 'object' && 'headers' in answer && 'retry-after' in answer.headers)
      expect(end).toMatchObject({ after: 90_000 })
    // Also where it is the writing that fails; then it is done at the next time, and once.
    service.instead.push({ status: 599, body: {} })
    await publish(service)
    expect(await publish(service)).toMatchObject({ kind: 'published', state: 'made' })
    expect(service.releases).toHaveLength(1)
  })

  it('says that a service is not there', async () => {
    const service = await make()
    await service.close()
    expect(await publish(service)).toMatchObject({
      kind: 'later',
      why: { en: expect.stringContaining('ECONNREFUSED') },
    })
  })
})

describe('GitHub', () => {
  it('an annotated tag names its commit, too', async () => {
    const service = await begin(github)
    service.tags.set('v1.3.0', { commit, annotated: true })
    expect(await publish(service)).toMatchObject({ state: 'made' })
  })

  it('a draft is made as one, found again among many, and left as it is', async () => {
    const service = await begin(github)
    for (let n = 0; n < 130; n += 1)
      service.releases.push({ id: n + 10, tag_name: `v0.${n}.0`, name: '', body: '', draft: false })
    expect(await publish(service, { draft: true })).toMatchObject({ state: 'made' })
    expect(service.releases.at(-1)).toMatchObject({ draft: true })
    expect(await publish(service, { draft: true })).toMatchObject({ state: 'updated' })
    expect(service.releases.filter(({ tag_name }) => tag_name === 'v1.3.0')).toMatchObject([{ draft: true }])
    // A person published it: it stays so.
    Object.assign(service.releases.at(-1) ?? {}, { draft: false })
    await publish(service, { draft: true })
    expect(service.releases.at(-1)).toMatchObject({ draft: false })
  })

  it('waits as long as it is told where the limit of requests is reached', async () => {
    const service = await begin(github)
    const reset = String(Math.floor(Date.now() / 1_000) + 1_200)
    service.instead.push({
      status: 403,
      body: { message: 'API rate limit exceeded' },
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    })
    const end = await publish(service)
    expect(end.kind === 'later' && (end.after ?? 0) > 1_100_000).toBe(true)
  })

  it('gets a text of the length that it takes', async () => {
    const service = await begin(github)
    await publish(service, { text: (_, most) => 'x'.repeat(most) })
    expect(service.releases[0]?.body).toHaveLength(125_000)
    expect(await publish(service, { text: () => null })).toMatchObject({ kind: 'refused' })
  })
})
