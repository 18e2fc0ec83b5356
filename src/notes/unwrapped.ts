import { bare } from './message.ts'

const layers: readonly (readonly [RegExp, number])[] = [
  [/^Rev?ert(?:ed|s)?:?\s*["“«]\s*(.+?)\s*["”»]\s*$/iu, 1],
  // What git 2.43 and later calls the revert of a revert.
  [/^Reapply:?\s*["“«]\s*(.+?)\s*["”»]\s*$/iu, 2],
  [/^revert(?:\([^()]*\))?!?:\s*(\S.*)$/iu, 1],
]

/** What a title is about in the end, and how often it says that this was reverted. */
export const unwrapped = (subject: string): { readonly title: string; readonly times: number } => {
  let [title, times] = [bare(subject), 0]
  for (;;) {
    const found = layers
      .map(([layer, counts]) => [layer.exec(title)?.[1], counts] as const)
      .find(([inner]) => inner !== undefined)
    if (found?.[0] === undefined) return { title, times }
    title = bare(found[0])
    times += found[1]
  }
}
