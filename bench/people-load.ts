/**
 * People who ask now and then, each with a cookie and a user agent of its own, over 64 keep-alive connections that
 * all share. A process of its own: `fork(this, [PORT, REQUESTS-A-SECOND, PEOPLE])`. On `mark` it begins to look anew;
 * on `tell` it sends what it `Saw` since.
 */
import { Agent, request } from 'node:http'

export type Saw = {
  readonly requests: number
  readonly seconds: number
  /** Neither the application's 200 nor its 500. */
  readonly failed: number
  readonly answers: Readonly<Record<string, { readonly all: number; readonly bad: number }>>
  /** When the first bad answer of the version `bad` came, and the last request that it answered was sent; ms. */
  readonly firstBad: number | null
  readonly lastOfBad: number | null
}

type Person = { readonly agent: string; cookie: string }

const [port, rate = 1_000, people = 2_000] = process.argv.slice(2).map(Number)
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const crowd: readonly Person[] = Array.from({ length: people }, (_, n) => ({
  agent: `person ${n}`,
  cookie: '',
}))

const nothing = () => ({
  since: performance.now(),
  requests: 0,
  failed: 0,
  answers: {} as Record<string, { all: number; bad: number }>,
  firstBad: null as number | null,
  lastOfBad: null as number | null,
})
let seen = nothing()

const note = (version: string, status: number, sentAt: number): void => {
  const bad = status === 500
  if ((status !== 200 && !bad) || (version !== 'good' && version !== 'bad')) {
    seen.failed += 1
    return
  }
  const counted = seen.answers[version] ?? { all: 0, bad: 0 }
  seen.answers[version] = counted
  counted.all += 1
  if (bad) counted.bad += 1
  if (version !== 'bad') return
  if (bad) seen.firstBad ??= performance.now()
  seen.lastOfBad = Math.max(seen.lastOfBad ?? 0, sentAt)
}

const ask = (person: Person): void => {
  const sentAt = performance.now()
  const cookie = person.cookie === '' ? {} : { cookie: person.cookie }
  const headers = { 'user-agent': person.agent, ...cookie }
  seen.requests += 1
  const asked = request({ host: '127.0.0.1', port, agent, headers, timeout: 10_000 }, (response) => {
    let body = ''
    person.cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? person.cookie
    response.setEncoding('latin1').on('data', (part: string) => {
      body += part
    })
    response.on('end', () => note(body, response.statusCode ?? 0, sentAt))
    response.on('error', () => note('', 0, sentAt))
  })
  asked.on('timeout', () => asked.destroy(new Error('timeout')))
  asked.on('error', () => note('', 0, sentAt))
  asked.end()
}

/** Somebody at random, so many times a second, however long the answers take; but never more than 500 at once. */
let due = 0
let last = performance.now()
let open = 0
setInterval(() => {
  const now = performance.now()
  due = Math.min(due + ((now - last) * rate) / 1_000, rate / 4)
  last = now
  open = Object.values(agent.requests).reduce((sum, waiting) => sum + (waiting?.length ?? 0), 0)
  for (; due >= 1 && open < 500; due -= 1) {
    const person = crowd[Math.floor(Math.random() * crowd.length)]
    if (person !== undefined) ask(person)
  }
}, 5)

process.on('disconnect', () => process.exit(0))
process.on('message', (what) => {
  if (what === 'mark') seen = nothing()
  else {
    const { since, ...rest } = seen
    process.send?.({ ...rest, seconds: (performance.now() - since) / 1_000 } satisfies Saw)
  }
})
