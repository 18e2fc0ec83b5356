import type { Problem } from '../kernel/problem.ts'

/** The first line that a bridge writes to the client: HTTP follows, or what is wrong on the server. */
export type Greeting = {
  readonly version: string
  readonly problems?: readonly Problem[]
}

export const writeGreeting = (greeting: Greeting): string => `${JSON.stringify({ ecluse: greeting })}\n`

/** A line that is a greeting, or null: shells and banners may write before it. */
export const readGreeting = (line: string): Greeting | null => {
  if (!line.startsWith('{"ecluse":')) return null
  try {
    return (JSON.parse(line) as { ecluse: Greeting }).ecluse
  } catch {
    return null
  }
}
