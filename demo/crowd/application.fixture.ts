import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Kind } from './protocol.ts'

type Fault = 'planted' | 'cut' | 'error' | 'half' | 'other-versions' | 'other-claim'
type Versions = { readonly web: string; readonly api: string }

/** The benefits form in one process, which can be told what to do wrong. */
export class FakeApplication {
  readonly claims = new Map<string, string>()
  answered = 0
  #versions: Versions
  #instance: string = randomUUID()
  readonly #done = new Map<Fault, number>()
  readonly #faults: { kind: Kind; nth: number; fault: Fault; seen: number }[] = []
  readonly #server: Server

  constructor(versions: Versions) {
    this.#versions = versions
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Every `nth` request of a kind goes wrong. */
  every(kind: Kind, nth: number, fault: Fault): void {
    this.#faults.push({ kind, nth, fault, seen: 0 })
  }

  done(fault: Fault): number {
    return this.#done.get(fault) ?? 0
  }

  /** Answers as another version from now on; `same`: as the same process of web. */
  become(versions: Versions, same = false): void {
    this.#versions = versions
    if (!same) this.#instance = randomUUID()
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #fault(kind: Kind): Fault | null {
    for (const one of this.#faults.filter((fault) => fault.kind === kind)) {
      one.seen += 1
      if (one.seen % one.nth === 0) {
        this.#done.set(one.fault, this.done(one.fault) + 1)
        return one.fault
      }
    }
    return null
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const kind: Kind = request.method === 'POST' ? 'claim' : url.pathname === '/' ? 'page' : 'receipt'
    const language =
      url.searchParams.get('lang') ?? /lang=(en|fr)/.exec(request.headers.cookie ?? '')?.[1] ?? 'en'
    // The page before people come in is not theirs to lose.
    const fault = request.headers['user-agent'] === undefined ? null : this.#fault(kind)
    this.answered += 1
    if (fault === 'cut') return void request.socket.destroy()
    const form = new URLSearchParams(Buffer.concat(parts).toString())
    const id = form.get('id') ?? url.pathname.slice('/claims/'.length)
    const { status, text, headers } = this.#page(kind, language, id, form.get('name') ?? '', fault)
    const shown = fault === 'other-versions' ? { web: '77', api: '77' } : this.#versions
    const html = `<!doctype html><html lang="${language}"><meta name="versions" content="web ${shown.web} api ${shown.api}">${text}${fault === 'half' ? '' : '</html>\n'}`
    response.writeHead(status, {
      'content-length': Buffer.byteLength(html),
      'x-web-version': this.#versions.web,
      'x-api-version': this.#versions.api,
      'x-web-instance': this.#instance,
      ...(url.searchParams.has('lang') ? { 'set-cookie': `lang=${language}; Path=/` } : {}),
      ...headers,
    })
    response.end(html)
  }

  #page(kind: Kind, language: string, id: string, name: string, fault: Fault | null) {
    if (fault === 'error') return { status: 500, text: language, headers: {} }
    if (fault === 'planted') return { status: 500, text: 'planted-receipt-failure', headers: {} }
    if (kind === 'page')
      return { status: 200, text: `<input name="id" value="${randomUUID()}">`, headers: {} }
    if (kind === 'claim') {
      this.claims.set(id, name)
      return { status: 303, text: id, headers: { location: `/claims/${id}` } }
    }
    const owner = fault === 'other-claim' ? 'Somebody else' : this.claims.get(id)
    return { status: 200, text: `<p>${owner} · child</p><output>123456789012</output>`, headers: {} }
  }
}

export const startFake = async (versions: Versions): Promise<FakeApplication> => {
  const application = new FakeApplication(versions)
  await application.listen()
  return application
}
