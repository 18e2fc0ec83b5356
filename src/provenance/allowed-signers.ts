import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import { isSigningKey, keyFrom, type SigningKey } from './keys.ts'
import * as say from './messages.ts'
import { instantOf, type Options, optionsOf } from './signer-options.ts'
import { fromBase64 } from './wire.ts'

/** One line of a stock allowed-signers file (ssh-keygen(1)) that may sign for a namespace. */
export type Signer = {
  /** From 1. */
  readonly line: number
  /** As they stand there: identities or patterns. The first is how people are told of it. */
  readonly principals: readonly string[]
  readonly key: SigningKey
  readonly after: Instant | null
  readonly before: Instant | null
  /** `roles=` of the trailing comment, which ssh-keygen ignores. */
  readonly roles: readonly string[]
  /** `emails=` of the comment, and principals that are addresses; in lower case. */
  readonly emails: readonly string[]
}

export type SignerFile = { readonly file: string; readonly signers: readonly Signer[] }

type Words = { readonly principals: string; readonly options: string | null; readonly rest: string }

const mostLines = 5_000
const mostBytes = 1_048_576

/** A word up to a blank that stands in no quotes; null where a quote stays open. */
const wordAt = (text: string): readonly [string, string] | null => {
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\' && text[at + 1] === '"') at += 1
    else if (text[at] === '"') quoted = !quoted
    else if (!quoted && (text[at] === ' ' || text[at] === '\t'))
      return [text.slice(0, at), text.slice(at).trim()]
  }
  return quoted ? null : [text, '']
}

const wordsOf = (line: string): Words | null => {
  const first = wordAt(line)
  if (first === null) return null
  const [principals, after] = first
  const second = wordAt(after)
  if (second === null || after === '') return null
  if (isKeyWord(second[0])) return { principals, options: null, rest: after }
  return { principals, options: second[0], rest: second[1] }
}

const isKeyWord = (word: string): boolean =>
  isSigningKey(word) || /^(ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+$/.test(word)

const isAddress = (word: string): boolean => /^[^\s@*?!]+@[^\s@*?!]+$/.test(word)

const listOf = (comment: string, name: string): readonly string[] =>
  comment
    .split(/[ \t]+/)
    .filter((word) => word.startsWith(`${name}=`))
    .flatMap((word) => word.slice(name.length + 1).split(','))
    .filter((word) => word !== '')

type Read = { readonly signer: Signer | null } | { readonly problem: Problem }

const keyAt = (file: string, line: number, rest: string) => {
  const [type = '', blob = '', ...comment] = rest.split(/[ \t]+/)
  if (!isSigningKey(type)) return { problem: say.signerKeyType(file, line, type) }
  const bytes = fromBase64(blob)
  const key = bytes === null ? 'broken' : keyFrom(bytes)
  if (key === 'weak') return { problem: say.signerWeak(file, line) }
  if (typeof key === 'string' || key.type !== type) return { problem: say.signerKey(file, line) }
  return { key, comment: comment.join(' ') }
}

const datesOf = (file: string, line: number, options: Options) => {
  const dates = { after: options['valid-after'], before: options['valid-before'] }
  const read: { after: Instant | null; before: Instant | null } = { after: null, before: null }
  for (const side of ['after', 'before'] as const) {
    const words = dates[side]
    if (words === undefined) continue
    const instant = instantOf(words)
    if (typeof instant === 'string') return { problem: say.signerDate(file, line, words, instant) }
    read[side] = instant
  }
  if (read.after !== null && read.before !== null && read.after >= read.before)
    return { problem: say.signerNever(file, line) }
  return { dates: read }
}

const readLine = (file: string, text: string, line: number, namespace: string): Read => {
  const words = wordsOf(text)
  if (words === null) return { problem: say.signerLine(file, line) }
  const options = words.options === null ? {} : optionsOf(words.options)
  if ('unknown' in options) return { problem: say.signerOption(file, line, options.unknown) }
  if (options['cert-authority'] !== undefined) return { problem: say.signerAuthority(file, line) }
  const found = keyAt(file, line, words.rest)
  if ('problem' in found) return { problem: found.problem }
  const valid = datesOf(file, line, options)
  if ('problem' in valid) return { problem: valid.problem }
  const principals = words.principals
    .replaceAll('"', '')
    .split(',')
    .filter((one) => one !== '')
  if (principals.length === 0) return { problem: say.signerLine(file, line) }
  // It may sign something else: git's commits, for example.
  if (options.namespaces !== undefined && !options.namespaces.split(',').includes(namespace))
    return { signer: null }
  const emails = [...principals.filter(isAddress), ...listOf(found.comment, 'emails')]
  const bad = listOf(found.comment, 'emails').find((one) => !isAddress(one))
  if (bad !== undefined) return { problem: say.signerEmail(file, line, bad) }
  return {
    signer: {
      line,
      principals,
      key: found.key,
      ...valid.dates,
      roles: [...new Set(listOf(found.comment, 'roles'))],
      emails: [...new Set(emails.map((one) => one.toLowerCase()))],
    },
  }
}

/**
 * Reads a stock allowed-signers file: those who may sign for the namespace, in order. Throws a `ProblemError` with
 * every line that is none, by its place.
 */
export const readSigners = (file: string, text: string, namespace: string): SignerFile => {
  const lines = text.split(/\r?\n/)
  if (text.length > mostBytes || lines.length > mostLines)
    throw new ProblemError(say.signersTooMany(file, mostLines))
  const read = lines.flatMap((line, index) => {
    const words = line.trim()
    return words === '' || words.startsWith('#') ? [] : [readLine(file, words, index + 1, namespace)]
  })
  const problems = read.flatMap((one) => ('problem' in one ? [one.problem] : []))
  if (problems.length > 0) throw new ProblemError(problems.slice(0, 50))
  const signers = read.flatMap((one) => ('signer' in one && one.signer !== null ? [one.signer] : []))
  return { file, signers }
}
