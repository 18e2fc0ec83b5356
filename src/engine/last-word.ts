/** What Node writes below everything else. */
const signature = /^Node\.js v\d/
const says = /\b\w*(?:error|exception|fatal|panic)\b.*:/i

/** Of what a process wrote last, the line that says why it ended: an error's own, where one stands there; else the last. */
export const lastWord = (lines: readonly string[]): string | null => {
  const said = lines.filter((line) => line.trim() !== '' && !signature.test(line))
  return said.findLast((line) => says.test(line)) ?? said.at(-1) ?? null
}
