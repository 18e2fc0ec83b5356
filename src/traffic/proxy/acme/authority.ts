import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { rootCertificates } from 'node:tls'
import type { Client } from 'acme-client'
import type { Challenges } from './challenges.ts'
import type { AcmeStore, StoredAccount, StoredPair } from './store.ts'

/** What the server last said to one order, beside its words: acme-client keeps only those. */
type Said = { type?: string; status?: number; retryAfter?: string; network?: string }

/** An order that came to nothing. */
export class OrderFailed extends Error {
  readonly said: Said

  constructor(error: unknown, said: Said) {
    super(said.network ?? (error instanceof Error ? error.message : String(error)), { cause: error })
    this.name = 'OrderFailed'
    this.said = said
  }
}

const saying = new AsyncLocalStorage<Said>()
const roots = new Set<string>()

/** Loaded with the first order: a data plane without ACME loads none of it. */
const load = async () => {
  const { default: acme } = await import('acme-client')
  const { defaults, interceptors } = acme.axios
  // Whether to try again is decided here, with everybody's limits in mind.
  Object.assign(defaults, {
    acmeSettings: { retryMaxAttempts: 0, retryDefaultDelay: 5 },
    timeout: 30_000,
    proxy: false,
  })
  interceptors.response.use((answer) => {
    const said = saying.getStore()
    const type = (answer.data as { type?: unknown } | undefined)?.type
    if (said !== undefined && answer.status >= 400) {
      said.status = answer.status
      if (typeof type === 'string') said.type = type
      const after: unknown = answer.headers['retry-after']
      if (typeof after === 'string') said.retryAfter = after
    }
    return answer
  })
  return acme
}

let loading: ReturnType<typeof load> | undefined

/** acme-client loses why a server did not answer: the connection itself is asked. */
class Watched extends Agent {
  override createConnection(
    ...given: Parameters<Agent['createConnection']>
  ): ReturnType<Agent['createConnection']> {
    const said = saying.getStore()
    const socket = super.createConnection(...given)
    socket?.once('error', (error: NodeJS.ErrnoException) => {
      if (said !== undefined) said.network = error.message || (error.code ?? 'no connection')
    })
    return socket
  }
}

/** The usual roots, and those of servers of one's own; connections are not kept: orders are rare. */
const agentWith = (root: string | null): Agent => {
  if (root !== null) roots.add(readFileSync(root, 'utf8'))
  return new Watched({ keepAlive: false, ca: [...rootCertificates, ...roots] })
}

export type AuthorityParts = {
  readonly directory: string
  readonly contact: string | null
  readonly root: string | null
  readonly store: AcmeStore
  readonly challenges: Challenges
}

/** One ACME server (RFC 8555), with our account there. */
export class Authority {
  readonly #parts: AuthorityParts
  #account: Promise<StoredAccount> | undefined

  constructor(parts: AuthorityParts) {
    this.#parts = parts
  }

  /** Orders a certificate for one host, proven by http-01, and keeps it. Throws `OrderFailed`. */
  order(host: string): Promise<StoredPair> {
    const said: Said = {}
    return saying.run(said, async () => {
      try {
        return await this.#order(host)
      } catch (error) {
        throw new OrderFailed(error, said)
      }
    })
  }

  async #order(host: string): Promise<StoredPair> {
    const { store, challenges, root } = this.#parts
    loading ??= load()
    const acme = await loading
    acme.axios.defaults.httpsAgent = agentWith(root)
    const account = await this.#known()
    const client: Client = new acme.Client({
      directoryUrl: this.#parts.directory,
      accountKey: account.key,
      accountUrl: account.url,
      backoffAttempts: 20,
      backoffMin: 500,
      backoffMax: 5_000,
    })
    const own = await acme.crypto.createPrivateEcdsaKey('P-256')
    const [, csr] = await acme.crypto.createCsr({ commonName: host, altNames: [host] }, own)
    const certificate = await client.auto({
      csr,
      termsOfServiceAgreed: true,
      skipChallengeVerification: true,
      challengePriority: ['http-01'],
      challengeCreateFn: async (_authorization, challenge, answer) => challenges.set(challenge.token, answer),
      challengeRemoveFn: async (_authorization, challenge) => challenges.remove(challenge.token),
    })
    const pair = { certificate, key: own.toString() }
    await store.keepPair(host, pair)
    return pair
  }

  /** One account for all hosts; a try that failed is not kept. */
  #known(): Promise<StoredAccount> {
    this.#account ??= this.#register().catch((error: unknown) => {
      this.#account = undefined
      throw error
    })
    return this.#account
  }

  async #register(): Promise<StoredAccount> {
    const { store, contact, directory } = this.#parts
    const known = store.account()
    if (known !== undefined) return known
    loading ??= load()
    const acme = await loading
    const key = (await acme.crypto.createPrivateEcdsaKey('P-256')).toString()
    const client = new acme.Client({ directoryUrl: directory, accountKey: key })
    await client.createAccount({
      termsOfServiceAgreed: true,
      ...(contact === null ? {} : { contact: [`mailto:${contact}`] }),
    })
    const account = { key, url: client.getAccountUrl() }
    await store.keepAccount(account)
    return account
  }
}
