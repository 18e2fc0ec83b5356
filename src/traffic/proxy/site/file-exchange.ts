import type { ServerResponse } from 'node:http'
import type { Deadlines } from '../http/deadlines.ts'
import type { Client, Job, Outcome } from '../http/exchange.ts'
import { answerWith, sendBytes, watchTaking } from '../http/file-answer.ts'
import type { Served } from '../http/front.ts'
import type { ResponseHead } from '../http/head.ts'
import { isKnown, isPage, partOf, representationOf } from './conditions.ts'
import { decodedPath } from './names.ts'
import type { Page, Site } from './site.ts'

/** A request that the files of a revision answer. `path`: of its route, which leads to the folder. */
export type FileJob = { readonly job: Job; readonly path: string; readonly site: () => Promise<Site> }

type Plain = { readonly status: number; readonly body: string; readonly headers?: readonly string[] }

const notThere: Plain = { status: 404, body: '404 no such file · aucun fichier de ce nom\n' }
const notAllowed: Plain = {
  status: 405,
  body: '405 files are only read · les fichiers se lisent seulement\n',
  headers: ['Allow', 'GET, HEAD'],
}
const broken: Plain = {
  status: 500,
  body: '500 the file cannot be read · le fichier est illisible\n',
}

/** What shared caches keep would mix releases; what a browser keeps is asked for again, and seldom sent again. */
const always = ['Cache-Control', 'private, no-cache', 'X-Content-Type-Options', 'nosniff']

/** Answers a request with a file. */
export const filesOf = (given: FileJob): Served => ({
  serve: (client, deadlines) => void new FileExchange(given, client, deadlines).start(),
})

/** One request and the file that answers it. */
class FileExchange {
  readonly #given: FileJob
  readonly #client: Client
  readonly #deadlines: Deadlines
  readonly #started = performance.now()

  constructor(given: FileJob, client: Client, deadlines: Deadlines) {
    this.#given = given
    this.#client = client
    this.#deadlines = deadlines
  }

  async start(): Promise<void> {
    const { job } = this.#given
    const { res } = this.#client
    if (job.request.hasBody) res.shouldKeepAlive = false
    watchTaking(res, this.#deadlines, job.patience)
    try {
      await this.#answer()
    } catch {
      if (res.headersSent) res.destroy()
      else if (res.destroyed) this.#report('cut', 0)
      else this.#say(broken)
    } finally {
      job.closed()
    }
  }

  async #answer(): Promise<void> {
    const { job, path } = this.#given
    const { method, target } = job.request
    if (method !== 'GET' && method !== 'HEAD') return this.#say(notAllowed)
    const asked = decodedPath(target)
    const inside =
      asked === undefined ? undefined : asked.slice(path.endsWith('/') ? path.length - 1 : path.length)
    if (asked === undefined || inside === undefined) return this.#say(notThere)
    if (inside === '') return this.#lead(target)
    const site = await this.#given.site()
    const found = site.find(inside)
    if (found?.kind === 'page') return this.#send(200, found.page)
    if (found?.kind === 'folder') return this.#lead(target)
    const copy = job.instead?.()
    if (copy !== undefined) {
      this.#report('answered', 200)
      return answerWith(copy, this.#client.res, method === 'HEAD', this.#deadlines)
    }
    const fallback = isPage(asked, this.#client.req.headers) ? site.fallback() : undefined
    if (fallback !== undefined) return this.#send(200, fallback)
    const missing = site.missing()
    return missing === undefined ? this.#say(notThere) : this.#send(404, missing)
  }

  /** To the same folder with its slash, so that what a page names stands where it is. */
  #lead(target: string): void {
    const end = target.indexOf('?')
    const [path, query] = end < 0 ? [target, ''] : [target.slice(0, end), target.slice(end)]
    const location = `${path}/${query}`
    this.#say({ status: 301, body: `301 ${location}\n`, headers: ['Location', location] })
  }

  #say({ status, body, headers = [] }: Plain): void {
    const length = String(Buffer.byteLength(body))
    const fields = [
      'Content-Type',
      'text/plain; charset=utf-8',
      ...always,
      ...headers,
      'Content-Length',
      length,
    ]
    this.#head(status, fields).end(this.#given.job.request.method === 'HEAD' ? undefined : body)
  }

  async #send(status: 200 | 404, page: Page): Promise<void> {
    const { headers } = this.#client.req
    const { file, encoding } = representationOf(page, headers)
    const tag = await file.tag()
    const fields = [...always, 'ETag', tag]
    if (page.smaller.length > 0) fields.push('Vary', 'Accept-Encoding')
    if (status === 200 && isKnown(tag, headers)) return void this.#head(304, fields).end()
    const part = status === 200 ? partOf(file.size, tag, headers) : undefined
    if (part === 'none') {
      const range = ['Content-Range', `bytes */${file.size}`, 'Content-Length', '0']
      return void this.#head(416, [...fields, ...range]).end()
    }
    fields.push('Content-Type', page.type, 'Accept-Ranges', 'bytes')
    if (encoding !== undefined) fields.push('Content-Encoding', encoding)
    const { start, end } = part ?? { start: 0, end: file.size - 1 }
    if (part !== undefined) fields.push('Content-Range', `bytes ${start}-${end}/${file.size}`)
    fields.push('Content-Length', String(end - start + 1))
    const [answered, wanted] = [part === undefined ? status : 206, this.#given.job.request.method === 'GET']
    const { held } = file
    if (held !== undefined)
      return void this.#head(answered, fields).end(wanted ? held.subarray(start, end + 1) : undefined)
    await using handle = await file.open()
    const res = this.#head(answered, fields)
    if (wanted) await sendBytes(handle, res, start, end - start + 1)
    res.end()
  }

  #head(status: number, headers: string[]): ServerResponse {
    const { job } = this.#given
    const head: ResponseHead = {
      status,
      reason: '',
      headers,
      framing: { kind: 'length', length: 0 },
      keepAlive: true,
      idleHint: undefined,
      upgrade: undefined,
      eventStream: false,
      shareable: false,
    }
    job.decorate(head)
    const res = this.#client.res.writeHead(status, head.headers)
    this.#report('answered', status)
    return res
  }

  #report(result: Outcome['result'], status: number): void {
    this.#given.job.answered({ result, status, took: performance.now() - this.#started })
  }
}
