/**
 * Why an application gave no usable answer. `refused`: no connection, not a byte was sent. `closed`: the
 * connection ended before a byte of the answer. `broken`: it ended in the middle. `malformed`: what came is no
 * HTTP/1.1 answer. `timeout`: the deadline passed. `nobody`: the run has no instance to ask.
 */
export type FaultKind = 'refused' | 'closed' | 'broken' | 'malformed' | 'timeout' | 'nobody'

export class UpstreamFault extends Error {
  readonly kind: FaultKind
  constructor(kind: FaultKind, message: string) {
    super(message)
    this.name = 'UpstreamFault'
    this.kind = kind
  }
}

export const malformed = (what: string): UpstreamFault => new UpstreamFault('malformed', what)
