import type { Problem } from '../kernel/problem.ts'
import { type Named, placesOf, type Read, removeSpans, type Slot } from './listing.ts'
import * as say from './messages-listing.ts'

const line = /^([ \t]*(?:export[ \t]+)?)([A-Za-z_][A-Za-z0-9_.-]*)([ \t]*=[ \t]*)(.*)$/
/** A value in quotes or bare, then perhaps a comment. */
const quoted = /^(["'])((?:(?!\1)[^\\$`\n])*)\1[ \t]*(?:#.*)?$/
const simple = /^([^\s#"'`$\\]*)(?:[ \t]+#.*)?[ \t]*$/

type Value = { readonly text: string; readonly from: number; readonly to: number }

/** Null where it would have to be evaluated: a variable, an escape, an open quote. */
const readValue = (written: string): Value | null => {
  const inQuotes = quoted.exec(written)
  if (inQuotes !== null) {
    const text = inQuotes[2] ?? ''
    return { text, from: 1, to: 1 + text.length }
  }
  const word = simple.exec(written)?.[1]
  return word === undefined ? null : { text: word, from: 0, to: word.length }
}

/** The text's own way of ending lines. */
const endOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')

type Pinned = { readonly version: string | null; readonly digest: string | null; readonly from: number }

/** `TAG`, `registry/api:TAG` or `registry/api@sha256:…`: what is wanted, and where in the value it begins. */
export const pinnedIn = (value: string): Pinned => {
  const [, before = '', digest] = /^(\S*@)?([a-z0-9+._-]+:[0-9a-fA-F]{32,})$/.exec(value) ?? []
  if (digest !== undefined) return { version: null, digest, from: before.length }
  const [, image, tag] = /^(\S*\/[^\s:@]+:)([^\s:/@]+)$/.exec(value) ?? []
  return tag === undefined
    ? { version: value, digest: null, from: 0 }
    : { version: tag, digest: null, from: image?.length ?? 0 }
}

/** `API_DOCKER_TAG=abc1234`, with comments, quotes and `export`. Nothing in it is evaluated. */
export const readEnvFile = (file: string, text: string): Read => {
  const place = placesOf(file, text)
  const problems: Problem[] = []
  const named: Named[] = []
  const lines: { readonly from: number; readonly to: number }[] = []
  let offset = 0
  for (const raw of text.split('\n')) {
    const [at, next] = [offset, offset + raw.length + 1]
    offset = next
    const words = raw.replace(/\r$/, '').replace(/^\ufeff/, '')
    const start = at + (raw.startsWith('\ufeff') ? 1 : 0)
    if (/^[ \t]*(?:#.*)?$/.test(words)) continue
    const found = line.exec(words)
    const [, lead = '', name = '', equals = '', rest = ''] = found ?? []
    const nameAt = start + lead.length
    const valueAt = nameAt + name.length + equals.length
    const value = found === null ? null : readValue(rest)
    if (value === null) {
      const problem = found === null ? say.notALine() : say.notAPlainValue(name)
      problems.push({ ...problem, place: place(found === null ? start : valueAt) })
      continue
    }
    const { version, digest, from } = pinnedIn(value.text)
    const slot: Slot = { from: valueAt + value.from + from, to: valueAt + value.to, write: (word) => word }
    lines.push({ from: at, to: Math.min(next, text.length) })
    named.push({
      name,
      place: place(nameAt),
      version,
      versionAt: place(slot.from),
      digest,
      digestAt: place(slot.from),
      slots: {
        version: digest === null ? slot : null,
        digest: digest === null ? null : slot,
      },
    })
  }
  if (problems.length > 0) return { listing: null, problems: problems.slice(0, 50) }
  const end = endOf(text)
  const open = text === '' || text.endsWith('\n') ? '' : end
  const exported = /^[ \t]*export[ \t]/m.test(text) ? 'export ' : ''
  return {
    listing: {
      form: 'env',
      file,
      text,
      named,
      add: (name, { version }) => ({
        from: text.length,
        to: text.length,
        write: () => `${open}${exported}${name}=${version}${end}`,
      }),
      remove: removeSpans(lines),
      manifest: null,
    },
    problems: [],
  }
}
