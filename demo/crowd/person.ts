import type { Answer } from './answer.ts'
import { Connection, type Outcome } from './connection.ts'
import type { Kind } from './protocol.ts'

/** The planted answer is known by this word in its body. */
export const PLANTED = 'planted-receipt-failure'

/** One request as a person saw it. `wrong`: what is not right about the answer's content, null when all is. */
export type Seen = {
  readonly person: number
  readonly kind: Kind
  readonly sentAt: number
  readonly endedAt: number
  readonly outcome: Outcome
  readonly wrong: string | null
  /** The planted answer: nothing else about it may be wrong. */
  readonly planted: boolean
  /** The claim that this answer acknowledges: its id and the name in it, which no other claim has. */
  readonly acknowledged: { readonly id: string; readonly name: string } | null
}

export type World = {
  readonly host: string
  readonly port: number
  readonly random: () => number
  /** Waits as long as a person thinks; false when people are to stop. */
  readonly think: () => Promise<boolean>
  readonly saw: (seen: Seen) => void
}

const versionsIn = (body: string): string => /<meta name="versions" content="([^"]*)">/.exec(body)?.[1] ?? ''

const versionsOf = (answer: Answer): string =>
  `web ${answer.headers.get('x-web-version')} api ${answer.headers.get('x-api-version')}`

const isPlanted = (kind: Kind, answer: Answer): boolean =>
  kind === 'claim' && answer.status === 500 && answer.body.includes(PLANTED)

const common = (answer: Answer): string | null => {
  if (versionsIn(answer.body) !== versionsOf(answer)) return 'the page and its headers name other versions'
  return answer.body.endsWith('</html>\n') ? null : 'the page has no end'
}

/** One of the simulated people: gets the form, fills it in, sends it, reads the receipt, and begins again. */
export class Person {
  readonly #id: number
  readonly #world: World
  readonly #connection: Connection
  readonly #language: 'en' | 'fr'
  readonly #cookies = new Map<string, string>()
  #claims = 0

  constructor(id: number, world: World) {
    this.#id = id
    this.#world = world
    this.#language = world.random() < 0.5 ? 'en' : 'fr'
    this.#connection = new Connection(world.host, world.port)
  }

  async live(): Promise<void> {
    while (await this.#world.think()) {
      const form = await this.#form()
      if (form === null) continue
      if (!(await this.#world.think())) break
      if (!(await this.#claim(form))) break
    }
    this.#connection.close()
  }

  async #form(): Promise<string | null> {
    const path = this.#cookies.has('lang') ? '/' : `/?lang=${this.#language}`
    let id: string | null = null
    const right = await this.#ask('page', `GET ${path}`, '', (answer) => {
      if (answer.status !== 200) return `status ${answer.status}`
      id = /name="id" value="([0-9a-f-]{36})"/.exec(answer.body)?.[1] ?? null
      if (!answer.body.includes(`<html lang="${this.#language}">`)) return 'the form is in another language'
      return id === null ? 'the form has no id' : common(answer)
    })
    return right ? id : null
  }

  /** Sends a claim until it is acknowledged, as people do, and reads its receipt. False when people are to stop. */
  async #claim(id: string): Promise<boolean> {
    this.#claims += 1
    const name = `Person ${this.#id} claim ${this.#claims}`
    const amount = (1 + Math.floor(this.#world.random() * 99_999)) / 100
    const body = `id=${id}&name=${name.replaceAll(' ', '+')}&benefit=child&amount=${amount}`
    const path = `/claims/${id}`
    const sent = (answer: Answer) => {
      if (answer.status !== 303) return `status ${answer.status}`
      return answer.headers.get('location') === path ? common(answer) : 'the receipt is elsewhere'
    }
    while (!(await this.#ask('claim', 'POST /claims', body, sent, { id, name }))) {
      if (!(await this.#world.think())) return false
    }
    await this.#ask('receipt', `GET ${path}`, '', (answer) => {
      if (answer.status !== 200) return `status ${answer.status}`
      const right = answer.body.includes(`<p>${name} `) && /<output>\d{12}<\/output>/.test(answer.body)
      return right ? common(answer) : 'the receipt is of another claim'
    })
    return true
  }

  async #ask(
    kind: Kind,
    line: string,
    body: string,
    check: (answer: Answer) => string | null,
    claim: { readonly id: string; readonly name: string } | null = null,
  ): Promise<boolean> {
    const sentAt = Date.now()
    const outcome = await this.#connection.send(this.#request(line, body))
    if (typeof outcome !== 'string') this.#keepCookies(outcome)
    const wrong = typeof outcome === 'string' ? outcome : check(outcome)
    const planted = typeof outcome !== 'string' && isPlanted(kind, outcome)
    const right = wrong === null
    this.#world.saw({
      person: this.#id,
      kind,
      sentAt,
      endedAt: Date.now(),
      outcome,
      wrong: planted && typeof outcome !== 'string' ? common(outcome) : wrong,
      planted,
      acknowledged: right ? claim : null,
    })
    return right
  }

  #request(line: string, body: string): string {
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const content = `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n`
    return `${line} HTTP/1.1\r\nhost: ${this.#world.host}:${this.#world.port}\r\nuser-agent: Mozilla/5.0 (person ${this.#id})\r\naccept: text/html\r\naccept-language: ${this.#language}-CA\r\n${cookies === '' ? '' : `cookie: ${cookies}\r\n`}${body === '' ? '' : content}\r\n${body}`
  }

  #keepCookies(answer: Answer): void {
    for (const cookie of answer.cookies) {
      const pair = cookie.split(';', 1)[0] ?? ''
      const equals = pair.indexOf('=')
      if (equals < 1) continue
      const name = pair.slice(0, equals)
      if (/;\s*max-age=0\b/i.test(cookie)) this.#cookies.delete(name)
      else this.#cookies.set(name, pair.slice(equals + 1))
    }
  }
}
