import { Agent, request } from 'node:http'

export type Failure = { readonly at: number; readonly what: string }

/** A handful of people who ask without a pause over keep-alive connections; every third sends a body. */
export class People {
  readonly #port: number
  readonly #host: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 })
  readonly #loops: Promise<void>[] = []
  #going = true
  #pause: number
  requests = 0
  readonly failures: Failure[] = []
  readonly versions = new Map<string, number>()

  constructor(port: number, people = 8, pause = 20, host = '127.0.0.1') {
    this.#host = host
    this.#port = port
    this.#pause = pause
    for (let person = 0; person < people; person += 1) this.#loops.push(this.#live(person))
  }

  async #live(person: number): Promise<void> {
    let cookie = ''
    for (let n = 0; this.#going; n += 1) {
      const asked = await this.#ask(person, n % 3 === 0, cookie)
      cookie = asked ?? cookie
      await new Promise((resolve) => setTimeout(resolve, this.#pause))
    }
  }

  #ask(person: number, post: boolean, cookie: string): Promise<string | undefined> {
    const headers: Record<string, string> = { 'user-agent': `person-${person}` }
    if (cookie !== '') headers['cookie'] = cookie
    return new Promise((resolve) => {
      const fail = (what: string) => {
        this.failures.push({ at: Date.now(), what })
        resolve(undefined)
      }
      this.requests += 1
      const req = request(
        {
          host: this.#host,
          port: this.#port,
          agent: this.#agent,
          method: post ? 'POST' : 'GET',
          path: '/',
          headers,
          timeout: 10_000,
        },
        (res) => {
          let body = ''
          res.setEncoding('utf8').on('data', (part) => {
            body += part
          })
          res.on('error', (error) => fail(`${res.statusCode} ${error.message}`))
          res.on('end', () => {
            if (res.statusCode !== 200) return fail(`${res.statusCode} ${body.slice(0, 100)}`)
            const { version } = JSON.parse(body) as { version: string }
            this.versions.set(version, (this.versions.get(version) ?? 0) + 1)
            resolve(res.headers['set-cookie']?.[0]?.split(';')[0])
          })
        },
      )
      req.on('timeout', () => req.destroy(new Error('timeout')))
      req.on('error', (error) => fail(error.message))
      req.end(post ? 'x'.repeat(2_000) : undefined)
    })
  }

  async stop(): Promise<void> {
    this.#going = false
    await Promise.all(this.#loops)
    this.#agent.destroy()
  }
}

/** One GET over a fresh connection: the version that answers, or what went wrong. */
export const askOnce = (
  port: number,
): Promise<{ version?: string; word?: string | null; problem?: string }> =>
  new Promise((resolve) => {
    const req = request({ host: '127.0.0.1', port, path: '/', agent: false, timeout: 5_000 }, (res) => {
      let body = ''
      res.setEncoding('utf8').on('data', (part) => {
        body += part
      })
      res.on('end', () => {
        if (res.statusCode !== 200) return resolve({ problem: `${res.statusCode}` })
        resolve(JSON.parse(body) as { version: string; word: string | null })
      })
      res.on('error', (error) => resolve({ problem: error.message }))
    })
    req.on('timeout', () => req.destroy(new Error('timeout')))
    req.on('error', (error) => resolve({ problem: error.message }))
    req.end()
  })
