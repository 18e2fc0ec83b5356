/** Where tools mark the way back in a file that holds both ways. */
const back =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+down|migrate:down|\+migrate[ \t]+down|@?undo|\+micrate[ \t]+down)\b/i
const forth = /^[ \t]*--[ \t]*(?:\+goose[ \t]+up|migrate:up|\+migrate[ \t]+up|\+micrate[ \t]+up)\b/i

/**
 * The text with everything that only a way back would run made blank, position by position: places stay what they are.
 */
export const forwardOf = (text: string): string => {
  let away = false
  return text
    .split('\n')
    .map((line) => {
      if (back.test(line)) away = true
      else if (forth.test(line)) away = false
      return away ? ' '.repeat(line.length) : line
    })
    .join('\n')
}

/** Names that are no migrations: what tools keep beside them, and files of the way back. */
const beside =
  /(^|\/)(\.[^/]*|__init__\.py|__pycache__\/.*|_journal\.json|README[^/]*|meta\/.*)$|\.(md|txt|json|toml|ya?ml|lock|ini|cfg|mako|snap|map)$/i
const wayBack = /\.down\.[^./]+$|(^|\/)down\.sql$|(^|\/)U\d[^/]*__[^/]*\.sql$|\.undo\.sql$/i

export const isMigration = (name: string): boolean => !beside.test(name) && !wayBack.test(name)
export const isSql = (name: string): boolean => /\.(p?g?sql|ddl)$/i.test(name)

const parts = (name: string): readonly (string | number)[] =>
  name.split(/(\d+)/).flatMap((part, index) => (part === '' ? [] : [index % 2 === 1 ? Number(part) : part]))

/** The order in which they run: numbers in names by their size, `2-x` before `10-x`; the rest by its characters. */
export const inOrder = (left: string, right: string): number => {
  const [a, b] = [parts(left), parts(right)]
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [one, other] = [a[index] ?? '', b[index] ?? '']
    if (one === other) continue
    if (typeof one === 'number' && typeof other === 'number') return one - other
    return String(one) < String(other) ? -1 : 1
  }
  return a.length - b.length || (left < right ? -1 : left > right ? 1 : 0)
}
