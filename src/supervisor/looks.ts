/** Between two looks, in milliseconds. */
const every = 1_000

const all = new Set<() => void>()
let timer: NodeJS.Timeout | null = null

const lookAtAll = (): void => {
  for (const look of all) look()
}

/**
 * Looks once a second, until the answer is called. All looks of this process share one timer: a hundred instances that
 * each had their own would wake it a hundred times a second.
 */
export const eachSecond = (look: () => void): (() => void) => {
  all.add(look)
  timer ??= setInterval(lookAtAll, every).unref()
  return () => {
    all.delete(look)
    if (all.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}
