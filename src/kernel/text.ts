/** Every sentence that a person reads exists in both languages: a missing one does not type-check. */
export type Language = 'en' | 'fr'
export type Text = Readonly<Record<Language, string>>

/** The same words in both languages: names, paths, numbers without format. */
export const same = (words: string): Text => ({ en: words, fr: words })

/** Joins texts with a separator, language by language; a semicolon stands apart in French. */
export const join = (texts: readonly Text[], separator = ' '): Text => ({
  en: texts.map((text) => text.en).join(separator),
  fr: texts.map((text) => text.fr).join(separator === '; ' ? ' ; ' : separator),
})

/** How a language writes values. Units: counts plain, `ratio` 0 to 1, durations in milliseconds. */
export type Format = {
  count(n: number): string
  /** The count and what is counted: `1 revision`, `2 revisions`; French says one of nothing: `0 révision`. */
  counted(n: number, one: string, many: string): string
  percent(ratio: number, digits?: number): string
  duration(ms: number): string
  list(items: readonly string[]): string
}

type Habits = {
  readonly groups: string
  readonly decimal: string
  readonly percentSign: string
  readonly and: string
  readonly isOne: (n: number) => boolean
}

const format = ({ groups, decimal, percentSign, and, isOne }: Habits): Format => {
  const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, groups)
  const decimals = (value: number, digits: number) => {
    const [whole = '0', fraction] = value.toFixed(digits).split('.')
    return fraction === undefined ? grouped(whole) : `${grouped(whole)}${decimal}${fraction}`
  }
  const count = (n: number): string =>
    Number.isInteger(n) ? grouped(String(n)) : decimals(n, Math.abs(n) < 10 ? 1 : 0)
  return {
    count,
    counted: (n, one, many) => `${count(n)} ${isOne(n) ? one : many}`,
    percent: (ratio, digits = 1) => {
      // 0.07 times 100 is not quite 7.
      const value = Number((ratio * 100).toFixed(9))
      return `${Number.isInteger(value) ? grouped(String(value)) : decimals(value, digits)}${percentSign}`
    },
    duration: (ms) => {
      if (Math.round(ms) < 1_000) return `${decimals(ms, 0)} ms`
      if (Math.round(ms / 100) < 600) return `${decimals(ms / 1_000, ms % 1_000 === 0 ? 0 : 1)} s`
      const whole = Math.round(ms / 1_000)
      if (whole < 3_600) {
        const seconds = whole % 60
        return `${Math.floor(whole / 60)} min${seconds === 0 ? '' : ` ${seconds} s`}`
      }
      const minutes = Math.round(ms / 60_000) % 60
      return `${Math.floor(Math.round(ms / 60_000) / 60)} h${minutes === 0 ? '' : ` ${minutes} min`}`
    },
    list: (items) =>
      items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1) ?? ''}`,
  }
}

/** French groups digits with a narrow no-break space, and sets one before the percent sign. */
export const formats: Readonly<Record<Language, Format>> = {
  en: format({ groups: ',', decimal: '.', percentSign: ' %', and: 'and', isOne: (n) => n === 1 }),
  fr: format({
    groups: '\u202f',
    decimal: ',',
    percentSign: '\u202f%',
    and: 'et',
    isOne: (n) => Math.abs(n) < 2,
  }),
}

/** A sentence with values: `say((f) => f.counted(n, 'request', 'requests'), (f) => f.counted(n, 'requête', 'requêtes'))`. */
export const say = (en: (format: Format) => string, fr: (format: Format) => string): Text => ({
  en: en(formats.en),
  fr: fr(formats.fr),
})
