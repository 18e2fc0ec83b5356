import { readFileSync, statSync } from 'node:fs'
import { type Problem, ProblemError } from '../../../kernel/problem.ts'
import type { Certificates } from './keyring.ts'
import * as say from './messages.ts'
import { covers, namesOf, type Pair, pairOf } from './pair.ts'

export type PairFiles = { readonly certificate: string; readonly key: string }

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ProblemError(
      say.unreadable(file, (error as NodeJS.ErrnoException).code ?? String(error)),
      error,
    )
  }
}

/** Throws `certificate-unreadable` and what `pairOf` throws. */
export const readPair = ({ certificate, key }: PairFiles): Pair =>
  pairOf({ file: certificate, pem: read(certificate) }, { file: key, pem: read(key) })

/** Changes when a file was replaced, through links too. */
const stampOf = (file: string): string => {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(file)
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`
  } catch {
    return 'none'
  }
}

/** What is wrong with pairs that can be served, for these hosts at this time. */
export const problemsOf = (
  pairs: readonly { readonly file: string; readonly pair: Pair }[],
  hosts: readonly string[],
  now: number,
): readonly Problem[] => [
  ...pairs.flatMap(({ file, pair: { notBefore, notAfter } }) => {
    if (now >= notAfter) return [say.expired(file, notAfter)]
    if (now < notBefore) return [say.notYetValid(file, notBefore)]
    // Whoever renews by files does so at a third; half of that is left when this is first said.
    return now > notAfter - (notAfter - notBefore) / 6 ? [say.expiresSoon(file, notAfter)] : []
  }),
  ...hosts
    .filter((host) => !pairs.some(({ pair }) => covers(pair, host)))
    .map((host) =>
      say.ofAnotherHost(
        host,
        pairs.map(({ file }) => file),
        pairs.flatMap(({ pair }) => namesOf(pair)),
      ),
    ),
]

/** Certificates from files: read again when they change; what was good is served until something good follows. */
export class FilePairs implements Certificates {
  readonly #files: readonly PairFiles[]
  readonly #held: { stamp: string; pair: Pair | undefined; problems: readonly Problem[] }[]

  constructor(files: readonly PairFiles[]) {
    this.#files = files
    this.#held = files.map(() => ({ stamp: '', pair: undefined, problems: [] }))
  }

  /** Looks at the files; true when something is served otherwise from now on. */
  refresh(): boolean {
    let changed = false
    this.#files.forEach((files, i) => {
      const held = this.#held[i]
      const stamp = `${stampOf(files.certificate)} ${stampOf(files.key)}`
      if (held === undefined || held.stamp === stamp) return
      try {
        held.pair = readPair(files)
        held.problems = []
        held.stamp = stamp
        changed = true
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        // Half of a renewal may have been written: looked at again next time.
        held.problems = error.problems
        held.stamp = ''
      }
    })
    return changed
  }

  get pairs(): readonly Pair[] {
    return this.#held.flatMap(({ pair }) => pair ?? [])
  }

  problems(hosts: readonly string[], now: number): readonly Problem[] {
    const good = this.#held.flatMap(({ pair }, i) =>
      pair === undefined ? [] : [{ file: this.#files[i]?.certificate ?? '', pair }],
    )
    const broken = this.#held.flatMap(({ problems }) => problems)
    return [...broken, ...problemsOf(good, broken.length > 0 ? [] : hosts, now)]
  }

  close(): void {}
}
