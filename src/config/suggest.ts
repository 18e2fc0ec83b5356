/** Edit distance with swaps of neighbours (optimal string alignment). */
const distance = (left: string, right: string): number => {
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const cost = left[i - 1] === right[j - 1] ? 0 : 1
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + cost)
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = above
    above = row
  }
  return above[right.length] ?? right.length
}

const plain = (word: string) => word.toLowerCase().replace(/[_ -]/g, '')

/** The known word that was probably meant, or undefined when none is near enough to be a help. */
export const suggest = (word: string, known: readonly string[]): string | undefined => {
  if (word.length > 60) return undefined
  const ranked = known
    .map((candidate) => ({ candidate, far: distance(plain(word), plain(candidate)) }))
    .sort((a, b) => a.far - b.far)
  const best = ranked[0]
  if (best === undefined) return undefined
  const limit = Math.max(1, Math.floor(Math.min(plain(word).length, plain(best.candidate).length) / 3))
  return best.far <= limit ? best.candidate : undefined
}
