import { ProblemError } from '../kernel/problem.ts'
import type { Language } from '../kernel/text.ts'
import { insertInto } from '../notes/changelog.ts'
import type { Notes } from '../notes/types.ts'
import type { Documents } from './documents.ts'
import type { Checkout } from './machine.ts'
import { changelogDone, notUtf8, versionNeeded } from './messages-notes.ts'
import type { AskedHere } from './notes-asked.ts'
import { type Context, type Given, wordOf } from './verb.ts'

const usual: Readonly<Partial<Record<Language, string>>> = { en: 'CHANGELOG.md' }

/** What `git describe` makes of a commit without a tag of its own names no version. */
const versionOf = (given: Given, { to }: AskedHere): string => {
  const said = wordOf(given, 'as')
  if (said !== null) return said
  if (/-\d+-g[0-9a-f]{7,}$|^[0-9a-f]{7,40}$|^HEAD$/.test(to) || !/\d/.test(to))
    throw new ProblemError(versionNeeded(to))
  return to
}

const textIn = (path: string, bytes: Uint8Array | null): string | null => {
  if (bytes === null) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new ProblemError(notUtf8(path))
  }
}

/** Adds one section to each changelog of the working tree. Nothing is committed. */
export const writeChangelogs = async (
  { terminal, now }: Context,
  given: Given,
  checkout: Checkout,
  all: AskedHere,
  notes: Notes,
): Promise<void> => {
  const version = versionOf(given, all)
  const [newest] = all.range.ahead
  const date = new Date(newest?.committedAt ?? now()).toISOString().slice(0, 10)
  const files = all.wished.changelog ?? usual
  const pairs = (['en', 'fr'] as const).flatMap((language) => {
    const path = files[language]
    return path === undefined ? [] : [{ language, path }]
  })
  const done: Documents['changelogs']['changelogs'][number][] = []
  for (const { language, path } of pairs) {
    const before = textIn(path, await checkout.readHere(path))
    const { state, text } = insertInto(before, { version, date, notes, language, hosting: all.hosting })
    if (state !== 'there') await checkout.writeHere(path, text)
    done.push({ path, language, version, state })
    terminal.say(changelogDone(path, version, state))
  }
  if (terminal.json) terminal.document('changelogs', { changelogs: done })
}
