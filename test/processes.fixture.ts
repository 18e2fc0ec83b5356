import { readdirSync, readFileSync } from 'node:fs'

export type Process = { readonly pid: number; readonly command: string; readonly environment: string }

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Neither gone nor a zombie. */
export const alive = (pid: number): boolean => {
  const stat = read(`/proc/${pid}/stat`)
  const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
  return state !== '' && state !== 'Z' && state !== 'X'
}

/** Living processes whose command line or environment names the text: a data folder names all of its own. */
export const processesNaming = (text: string): readonly Process[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && alive(pid))
    .map((pid) => ({
      pid,
      command: read(`/proc/${pid}/cmdline`).split('\0').join(' ').trim(),
      environment: read(`/proc/${pid}/environ`).split('\0').join('\n'),
    }))
    .filter((one) => one.command.includes(text) || one.environment.includes(text))

export const kill = (pid: number, signal: NodeJS.Signals = 'SIGKILL'): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}

/** Waits on state: asks until the answer is not undefined. */
export const until = async <T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  within = 90_000,
): Promise<T> => {
  const end = performance.now() + within
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > end) throw new Error(`not within ${within} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
