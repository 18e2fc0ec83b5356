import { randomUUID } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import Negotiator from 'negotiator'
import { askApi } from './api.js'
import { failedPage, formPage, missingPage, storedPage } from './pages.js'

const readForm = async (request) => {
  const parts = []
  for await (const part of request) parts.push(part)
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}

const languageOf = (request, url) => {
  const chosen = url.searchParams.get('lang') ?? parseCookie(request.headers.cookie ?? '').lang
  if (chosen === 'en' || chosen === 'fr') return chosen
  return new Negotiator(request).language(['en', 'fr']) ?? 'en'
}

const languageCookie = (value) => stringifySetCookie({ name: 'lang', value, path: '/', sameSite: 'lax' })

const page = (status, api, html, headers = {}) => ({ status, api, html, headers })

const submit = async (request, { api, version, language }) => {
  const form = await readForm(request)
  const claim = {
    id: form.get('id'),
    name: form.get('name'),
    benefit: form.get('benefit'),
    cents: Math.round(Number((form.get('amount') ?? '').replace(',', '.')) * 100),
  }
  const { status, content } = await askApi(api, { method: 'POST', path: '/claims', body: claim })
  const versions = { web: version, api: content.version }
  if (status >= 400) return page(status, content.version, failedPage(language, versions, content.error))
  const location = `/claims/${content.id}`
  const html = `<!doctype html><meta name="versions" content="web ${version} api ${content.version}"><a href="${location}">${content.id}</a></html>\n`
  return page(303, content.version, html, { location })
}

const show = async (url, { api, version, language }) => {
  const { status, content } = await askApi(api, { path: url.pathname })
  const versions = { web: version, api: content.version }
  const html = status === 200 ? storedPage(language, versions, content) : missingPage(language, versions)
  return page(status, content.version, html)
}

const route = async (request, url, context) => {
  const { api, version, language } = context
  if (request.method === 'POST' && url.pathname === '/claims') return submit(request, context)
  if (request.method === 'GET' && /^\/claims\/[0-9a-f-]{36}$/.test(url.pathname)) return show(url, context)
  const { content } = await askApi(api, { path: '/version' })
  const versions = { web: version, api: content.version }
  if (request.method !== 'GET' || !['/', '/ready'].includes(url.pathname)) {
    return page(404, content.version, missingPage(language, versions))
  }
  const headers = url.searchParams.has('lang') ? { 'set-cookie': languageCookie(language) } : {}
  return page(200, content.version, formPage(language, versions, randomUUID()), headers)
}

/** Answers with pages; every one names this process, its version, and the version of the api that it met. */
export const answerWith =
  ({ api, version, instance = randomUUID() }) =>
  async (request, response) => {
    const url = URL.parse(request.url, 'http://localhost') ?? new URL('http://localhost/unreadable')
    const language = languageOf(request, url)
    const answer = await route(request, url, { api, version, language }).catch((error) => {
      console.error(`${request.method} ${request.url}: ${error.message}`)
      return page(502, '?', failedPage(language, { web: version, api: '?' }, error.message))
    })
    const body = Buffer.from(answer.html)
    response.writeHead(answer.status, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': body.length,
      'cache-control': 'private, no-cache',
      'x-web-version': version,
      'x-web-instance': instance,
      'x-api-version': answer.api,
      ...answer.headers,
    })
    response.end(body)
  }
