/** Shorter parts are words that stand in any line. */
const shortest = 6
const most = 160

/** Every part of an address that could be a secret, the longest first. */
const partsOf = (value: string): readonly string[] => {
  const all = [value]
  if (URL.canParse(value)) {
    const url = new URL(value)
    const path = `${url.pathname}${url.search}`
    all.push(path, url.pathname, ...path.split(/[/?&=#]/), url.username, url.password, url.hash.slice(1))
  }
  return all
    .flatMap((part) => {
      try {
        return [part, decodeURIComponent(part), encodeURIComponent(part)]
      } catch {
        return [part]
      }
    })
    .filter((part) => part.length >= shortest)
    .toSorted((left, right) => right.length - left.length)
}

/** What a receiver said, as one short line in which no part of its address, key or password is left. */
export const hide = (said: string, secrets: readonly (string | null)[]): string => {
  const parts = secrets.flatMap((one) => (one === null ? [] : partsOf(one)))
  const clean = parts.reduce((words, part) => words.replaceAll(part, '…'), said.slice(0, 4_096))
  const line = clean
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}
