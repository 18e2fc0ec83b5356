import type { Claim, Conventional } from './types.ts'

const quoted =
  /^(?:partial(?:ly)?\s+|partly\s+)?(?:re-?)?(?:revert|reverts|reverted|back(?:ed)? ?out|undo|roll ?back|annule|annulation de)(?:ed|s)?\s*:?\s*["“«]\s*(?<title>.+)\s*["”»]\s*(?<rest>[^"”»]*)$/iu

/** `Reapply "X"` is what git 2.43 and later writes for a revert of `Revert "X"`. */
const reapplied = /^Reapply\s+["“«]\s*(?<title>.+)\s*["”»]\s*(?:\(#\d+\))?$/iu

const numbersIn = (text: string): readonly number[] =>
  [
    ...text.matchAll(
      /^\s*(?:This )?reverts\s+(?:(?:pull|merge) request\s+)?(?:[\w.-]+\/[\w./-]+)?[#!](\d{1,9})\b/gimu,
    ),
  ].map((found) => Number(found[1]))

/** Ids after "This reverts commit", a list of them included, and the footer `Refs:` of a conventional revert. */
const idsIn = (body: string, conventional: boolean): readonly string[] => {
  const sentences = [
    ...body.matchAll(
      /\b(?:this )?(?:partially |partly )?reverts?\s+(?:(?:a\s+)?parts?\s+of\s+)?(?:the )?(?:merge )?commits?\s*:?\s*((?:(?:,|and|et|\s)*\b[0-9a-f]{7,40}\b)+)/giu,
    ),
    ...body.matchAll(/\b(?:annule le commit)\s+([0-9a-f]{7,40})\b/giu),
    ...(conventional ? body.matchAll(/^refs?\s*:\s*([0-9a-f, ]{7,})\s*$/gimu) : []),
  ]
  return [
    ...new Set(
      sentences.flatMap((found) => [...(found[1] ?? '').matchAll(/\b[0-9a-f]{7,40}\b/g)].map(([id]) => id)),
    ),
  ]
}

/** What a message says that it takes back: by git's sentence, by its title, by a pull request's number. */
export const claimOf = (subject: string, body: string, conventional: Conventional | null): Claim | null => {
  const title = quoted.exec(subject)?.groups
  const again = reapplied.exec(subject)?.groups
  const typed = conventional?.type === 'revert'
  const inner = typed ? quoted.exec(conventional.description)?.groups : undefined
  const ids = idsIn(body, typed)
  const pulls = numbersIn(body)
  const titles = [
    ...(title?.['title'] === undefined ? [] : [title['title'].trim()]),
    ...(again?.['title'] === undefined ? [] : [`Revert "${again['title'].trim()}"`]),
    ...(typed ? [inner?.['title'] ?? conventional.description] : []),
  ]
  if (ids.length === 0 && pulls.length === 0 && titles.length === 0) return null
  const also = /^(?:,\s*|;\s*)?(?:and|et|then|puis|,|;)\s+(?<words>\p{L}.{3,})$/iu.exec(
    (title?.['rest'] ?? '').replace(/(\s*\((?:#|!)\d+\))+\s*$/u, '').trim(),
  )?.groups?.['words']
  const partial = /\b(?:partial(?:ly)?|partly|in part|parts? of|partiel(?:le)?(?:ment)?|en partie)\b/iu
  return {
    ids,
    pulls,
    titles,
    partial: partial.test(`${subject}\n${body}`),
    also: also ?? null,
    plain: /^Revert "/u.test(subject) && (title?.['rest'] ?? '').replace(/\(#\d+\)/gu, '').trim() === '',
  }
}
