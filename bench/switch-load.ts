/**
 * People on 64 keep-alive connections, half of their requests POST with a body streamed in four pieces. A process of
 * its own: `fork(this, [PORT, REQUESTS-A-SECOND])`; on the message `stop` it sends its `LoadResult` and ends.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'

export type LoadResult = {
  readonly requests: number
  readonly posts: number
  readonly seconds: number
  readonly failures: readonly string[]
  /** When requests were sent (ms since 1970, fractions), by the version that answered. */
  readonly sent: Readonly<Record<string, readonly number[]>>
}

const connections = 64
const piece = Buffer.alloc(1_024, 'x')
const pieces = 4
const [port, rate] = process.argv.slice(2).map(Number)
const failures: string[] = []
const sent: Record<string, number[]> = {}
const now = (): number => performance.timeOrigin + performance.now()
let requests = 0
let posts = 0
let going = true

const ask = (agent: Agent, method: 'GET' | 'POST', person: number): Promise<void> =>
  new Promise((resolve) => {
    const at = now()
    const fail = (what: string): void => {
      failures.push(`${method}: ${what}`)
      resolve()
    }
    const headers = { 'user-agent': `person ${person}` }
    const options = { host: '127.0.0.1', port, agent, method, headers, timeout: 10_000 }
    const asked = request(options, (response) => {
      let body = ''
      response.setEncoding('latin1').on('data', (part: string) => {
        body += part
      })
      response.on('error', (error) => fail(error.message))
      response.on('end', () => {
        const [version = '', length = ''] = body.split(' ')
        const expected = method === 'POST' ? pieces * piece.length : 0
        if (response.statusCode !== 200) return fail(String(response.statusCode))
        if (Number(length) !== expected) return fail(`wrong content: ${body.slice(0, 40)}`)
        const times = sent[version] ?? []
        sent[version] = times
        times.push(at)
        resolve()
      })
    })
    asked.on('timeout', () => asked.destroy(new Error('timeout')))
    asked.on('error', (error) => fail(error.message))
    if (method === 'GET') asked.end()
    else void stream(asked)
  })

const stream = async (asked: ReturnType<typeof request>): Promise<void> => {
  for (let n = 0; n < pieces && !asked.destroyed; n += 1) {
    asked.write(piece)
    await turn()
  }
  asked.end()
}

const live = async (person: number): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const every = (1_000 * connections) / (rate ?? 2_400)
  let next = performance.now() + every * Math.random()
  for (let n = person; going; n += 1) {
    const wait = next - performance.now()
    if (wait > 1) await sleep(wait)
    next = Math.max(next + every, performance.now() - 10 * every)
    const method = n % 2 === 0 ? 'GET' : 'POST'
    requests += 1
    if (method === 'POST') posts += 1
    await ask(agent, method, person)
  }
  agent.destroy()
}

process.on('disconnect', () => process.exit(1))
const began = performance.now()
const all = Promise.all(Array.from({ length: connections }, (_, person) => live(person)))
process.on('message', async () => {
  const seconds = (performance.now() - began) / 1_000
  going = false
  await all
  const result: LoadResult = { requests, posts, seconds, failures, sent }
  process.send?.(result, () => process.exit(0))
})
