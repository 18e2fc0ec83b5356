import type { Ms } from '../kernel/time.ts'

/** A public address of an environment, as somebody from outside meets it. */
export type ProbeAddress = {
  /** Never a wildcard; of IPv6 in brackets. */
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** What is asked for by name; null: the address itself. */
  readonly name: string | null
}

/** `failure`: no answer, in the words of the system. */
export type ProbeAnswer = { readonly status: number } | { readonly failure: string }

/** Asks an environment from outside. */
export interface Prober {
  /**
   * One GET over a connection of its own, as a newcomer's; its body is read to the end. Never throws, and takes no
   * longer than `within`. Whose certificate answers is not looked at.
   */
  probe(address: ProbeAddress, path: string, within: Ms): Promise<ProbeAnswer>
}
