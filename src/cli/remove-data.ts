/**
 * `--data` names the data folder everywhere, and after `remove` without a word of its own it says that the
 * application's data goes too. Given a folder it means that, here as well: nothing is taken away by mistake.
 */
export const dataOfRemoval = (argv: readonly string[]): readonly string[] => {
  const verb = argv.indexOf('remove')
  const isVerb =
    verb >= 0 && argv.slice(0, verb).every((word, index) => isOption(word) || isValue(argv, index))
  if (!isVerb) return argv
  return argv.map((word, index) => {
    const next = argv[index + 1]
    const stands = index > verb && word === '--data' && (next === undefined || isOption(next))
    return stands ? '--with-data' : word
  })
}

const isOption = (word: string): boolean => word.startsWith('-')

/** The word that an option of every command takes. */
const isValue = (argv: readonly string[], index: number): boolean => {
  const before = argv[index - 1] ?? ''
  return isOption(before) && !before.includes('=') && before !== '--json'
}
