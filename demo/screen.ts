/** Where the demo shows what goes on: lines that stay, and on a terminal one line in place below them. */
export type Screen = {
  readonly line: (text: string) => void
  /** On a terminal replaces the line in place; in a pipe a plain line, `often` a few seconds apart. */
  readonly now: (text: string) => void
  readonly close: () => void
}

type Out = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown }

/** Seconds between two plain lines that say how it goes. */
const EVERY = 5

const CLEAR = '\r\u001b[K'

const terminal = (out: Out): Screen => {
  let shown = ''
  const paint = () => {
    const columns = Math.min(out.columns ?? 80, 120) - 1
    out.write(`${CLEAR}${[...shown].slice(0, columns).join('')}`)
  }
  return {
    line: (text) => {
      out.write(`${CLEAR}${text}\n`)
      if (shown !== '') paint()
    },
    now: (text) => {
      shown = text
      paint()
    },
    close: () => {
      if (shown !== '') out.write(CLEAR)
      shown = ''
    },
  }
}

const pipe = (out: Out): Screen => {
  let calls = 0
  return {
    line: (text) => out.write(`${text}\n`),
    now: (text) => {
      if (calls % EVERY === 0) out.write(`${text}\n`)
      calls += 1
    },
    close: () => {},
  }
}

export const openScreen = (out: Out): Screen => (out.isTTY === true ? terminal(out) : pipe(out))
