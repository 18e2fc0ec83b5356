import type { Agent } from 'node:http'

/** How the API of a distant server is reached: HTTP over streams that somebody else opens. */
export type Way = {
  /** The server as a person wrote it, for sentences. */
  readonly name: string
  readonly agent: Agent
  /** Ends every stream, and takes away what was made for it. */
  close(): void
}
