import { createHash, timingSafeEqual } from 'node:crypto'
import type { CohortBy, Split } from '../../../ports/router.ts'
import type { ReadRequest } from '../http/request.ts'
import { cookieName, newId, parseCookie, type Reach, readCookie, tagOf, writeCookie } from './cookie.ts'
import { hash32, positionOf, saltSeed } from './hash.ts'

/** Where a request goes and who sent it. */
export type Placed = {
  readonly side: 'old' | 'new'
  readonly forced: boolean
  /** Who sent it, as a number: equal for equal persons, by cookie, declared field or address. */
  readonly client: number
  /** False where the client is only known by its address, which many may share. */
  readonly known: boolean
  /** The `Set-Cookie` value to answer with, where one is due. */
  readonly cookie: string | undefined
}

/** Decides the side of every request of one split. */
export class Placing {
  readonly #threshold: number
  readonly #seed: number
  readonly #tag: string
  readonly #name: string
  readonly #by: CohortBy
  readonly #secret: Buffer | undefined
  readonly #reach: Reach

  constructor(split: Split) {
    this.#threshold = Math.round(split.weight * 100)
    this.#seed = saltSeed(split.salt)
    this.#tag = tagOf(split.salt)
    this.#name = cookieName(split.environment)
    this.#by = split.cohortBy
    this.#reach = { domain: split.edge?.cohortDomain ?? null, secure: split.edge?.tls != null }
    this.#secret = split.forcedSecret === null ? undefined : digest(split.forcedSecret)
  }

  /** The header whose value names a person, in lower case, where one is declared. */
  get personHeader(): string | undefined {
    return typeof this.#by === 'object' && 'header' in this.#by ? this.#by.header.toLowerCase() : undefined
  }

  place(request: ReadRequest, address: string): Placed {
    const forced = request.forced === undefined ? undefined : this.#forced(request.forced)
    if (forced !== undefined)
      return { side: forced, forced: true, client: 0, known: false, cookie: undefined }
    return this.#by === 'own-cookie'
      ? this.#byOwn(request, address)
      : this.#byDeclared(this.#by, request, address)
  }

  #side(position: number): 'old' | 'new' {
    return position < this.#threshold ? 'new' : 'old'
  }

  #byOwn(request: ReadRequest, address: string): Placed {
    const value = request.cookie === '' ? undefined : readCookie(request.cookie, this.#name)
    const own = value === undefined ? undefined : parseCookie(value)
    if (own === undefined) {
      const position = this.#positionOfAddress(request, address)
      const cookie = writeCookie(this.#name, { id: newId(), position, tag: this.#tag }, this.#reach)
      return this.#unknown(request, address, position, cookie)
    }
    const current = own.tag === this.#tag
    const position = current ? own.position : positionOf(this.#seed, own.id)
    const cookie = current
      ? undefined
      : writeCookie(this.#name, { id: own.id, position, tag: this.#tag }, this.#reach)
    return { side: this.#side(position), forced: false, client: hash32(own.id, 3), known: true, cookie }
  }

  #byDeclared(by: { cookie: string } | { header: string }, request: ReadRequest, address: string): Placed {
    const person = 'cookie' in by ? readCookie(request.cookie, by.cookie) : request.person
    if (person === undefined || person === '') {
      return this.#unknown(request, address, this.#positionOfAddress(request, address), undefined)
    }
    const side = this.#side(positionOf(this.#seed, person))
    return { side, forced: false, client: hash32(person, 3), known: true, cookie: undefined }
  }

  #positionOfAddress(request: ReadRequest, address: string): number {
    return positionOf(this.#seed, `${address}\n${request.agent}`)
  }

  #unknown(request: ReadRequest, address: string, position: number, cookie: string | undefined): Placed {
    const client = hash32(`${address}\n${request.agent}`, 3)
    return { side: this.#side(position), forced: false, client, known: false, cookie }
  }

  /** `SECRET:old` or `SECRET:new`, compared in constant time. */
  #forced(value: string): 'old' | 'new' | undefined {
    const at = value.lastIndexOf(':')
    const side = value.slice(at + 1).trim()
    if (this.#secret === undefined || at < 0 || (side !== 'old' && side !== 'new')) return undefined
    return timingSafeEqual(digest(value.slice(0, at)), this.#secret) ? side : undefined
  }
}

const digest = (secret: string): Buffer => createHash('sha256').update(secret, 'latin1').digest()
