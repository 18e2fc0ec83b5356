import type { Language } from '../kernel/text.ts'
import type { Message, Origin, Sentence } from './types.ts'

const french =
  /(?:^|[\s'’])(?:le|la|les|des|du|une?|pour|dans|avec|est|sont|aux?|sur|qui|que|ne|pas|et|lors|chaque|plusieurs|depuis|entre|après|avant|d|l|n|qu)(?=[\s'’])/giu
const english =
  /(?:^|\s)(?:the|an?|of|for|in|with|to|and|is|are|on|when|that|from|not|by|be|as|at|it|every|after|before)(?=\s)/giu

/** The language that a sentence seems to be written in; English where nothing speaks for either. */
export const languageOf = (sentence: string): Language => {
  const count = (words: RegExp) => [...sentence.matchAll(words)].length
  const accents = /[éèêëàâîïôûùçœ]/iu.test(sentence) ? 1 : 0
  return count(french) + accents > count(english) ? 'fr' : 'en'
}

/** Never half of a character. */
export const shortened = (text: string, longest: number): string =>
  text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')

const capital = (text: string): string =>
  /^[a-z]+:\/\/|^[a-z][a-zA-Z]*[A-Z_.(/]/u.test(text)
    ? text
    : `${text.charAt(0).toUpperCase()}${text.slice(1)}`

export type Told = { readonly text: Sentence; readonly origin: Readonly<Record<Language, Origin | null>> }

/** A commit's own words, in the language that they are in. */
export const inItsLanguage = (title: string, longest = 300): Told => {
  const language = languageOf(title)
  const cut = title.length > longest ? `${shortened(title, longest - 1)}…` : title
  const text: Record<Language, string | null> = { en: null, fr: null }
  const origin: Record<Language, Origin | null> = { en: null, fr: null }
  text[language] = capital(cut)
  origin[language] = 'commit'
  return { text, origin }
}

/** Written notes win over the commit's words; where a note exists in one language only, the other is missing. */
export const withNotes = (
  words: Told,
  notes: Readonly<Record<Language, string | null>>,
  origin: Origin,
): Told => {
  if (notes.en === null && notes.fr === null) return words
  const take = (language: Language): string | null => notes[language] ?? words.text[language]
  const from = (language: Language): Origin | null =>
    notes[language] === null ? words.origin[language] : origin
  return { text: { en: take('en'), fr: take('fr') }, origin: { en: from('en'), fr: from('fr') } }
}

/** A commit's own words, or those of its trailers. */
export const wordsOf = ({ title, note }: Message): Told =>
  note === 'none' ? inItsLanguage(title) : withNotes(inItsLanguage(title), note, 'trailer')
