import type { Answer, Destination } from '../http/front.ts'

const path = '/.well-known/acme-challenge/'

/** What ACME servers ask plain addresses for (RFC 8555, section 8.3): answered before any redirect or release. */
export class Challenges {
  readonly #answers = new Map<string, string>()

  set(token: string, answer: string): void {
    this.#answers.set(token, answer)
  }

  remove(token: string): void {
    this.#answers.delete(token)
  }

  /** Undefined where nobody here waits for that challenge: an application may have one of its own. */
  answer(target: string): Destination | undefined {
    if (this.#answers.size === 0 || !target.startsWith(path)) return undefined
    const body = this.#answers.get(target.slice(path.length))
    if (body === undefined) return undefined
    const answer: Answer = { status: 200, body }
    return { reading: { trusted: false, personHeader: undefined }, place: () => answer }
  }
}
