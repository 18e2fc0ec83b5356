import type { IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { Agent as HttpAgent, request as requestHttp } from '../lines/node-http.ts'
import { credentialFor, type NpmConfig } from './npm-config.ts'
import { tarballUnavailable } from './package-messages.ts'

/** Fetches bytes from registries: redirects followed, faults of the network tried again, sizes bounded. */
export type Fetcher = {
  /** The bytes; null where the answer is 404. Throws `registry-unavailable`. */
  get(url: string, limit: number): Promise<Buffer | null>
  close(): void
}

const idle = 30_000
const attempts = 4
const mostRedirects = 5

class Refused extends Error {}

export const createFetcher = (config: NpmConfig): Fetcher => {
  const common = { keepAlive: true, maxSockets: 8, proxyEnv: config.proxies }
  const plain = new HttpAgent(common)
  const tls = new HttpsAgent({
    ...common,
    rejectUnauthorized: config.strictTls,
    ...(config.certificates === null ? {} : { ca: config.certificates }),
  })

  const ask = (url: URL, authorization: string | null): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const options = {
        headers: {
          'user-agent': 'ecluse',
          accept: 'application/octet-stream, application/vnd.npm.install-v1+json;q=0.9, */*;q=0.1',
          ...(authorization === null ? {} : { authorization }),
        },
        timeout: idle,
      }
      const request =
        url.protocol === 'https:'
          ? requestHttps(url, { ...options, agent: tls }, resolve)
          : requestHttp(url, { ...options, agent: plain }, resolve)
      request.on('timeout', () => request.destroy(new Error(`no answer within ${idle / 1_000} s`)))
      request.on('error', reject)
      request.end()
    })

  const once = async (address: string, limit: number): Promise<Buffer | null> => {
    let url = new URL(address)
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:')
        throw new Refused(`${url.protocol} is not fetched`)
      const answer = await ask(url, credentialFor(config, url))
      const status = answer.statusCode ?? 0
      if (status >= 300 && status < 400 && answer.headers.location !== undefined) {
        answer.resume()
        url = new URL(answer.headers.location, url)
        continue
      }
      if (status === 200) return await read(answer, limit)
      answer.resume()
      if (status === 404) return null
      if (status >= 500 || status === 429 || status === 408) throw new Error(`it answered ${status}`)
      throw new Refused(`it answered ${status}`)
    }
    throw new Refused('it redirects in circles')
  }

  return {
    get: async (url, limit) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await once(url, limit)
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error)
          if (error instanceof Refused || attempt === attempts) throw tarballUnavailable(url, why, error)
          await wait(250 * 3 ** (attempt - 1))
        }
      }
    },
    close: () => {
      plain.destroy()
      tls.destroy()
    },
  }
}

const read = async (answer: IncomingMessage, limit: number): Promise<Buffer> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer) {
    size += (part as Buffer).length
    if (size > limit) {
      answer.destroy()
      throw new Refused(`it is larger than ${limit} bytes`)
    }
    parts.push(part as Buffer)
  }
  const told = answer.headers['content-length']
  if (told !== undefined && Number(told) !== size && answer.headers['content-encoding'] === undefined)
    throw new Error('its answer was cut')
  return Buffer.concat(parts)
}
