import type { Language, Text } from '../kernel/text.ts'
import { topics } from '../kernel/topic.ts'
import * as help from './messages-help.ts'
import type { OptionSpec, Verb } from './verb.ts'
import { pad, widest, width, wrap } from './wrap.ts'

type Row = readonly [string, string]

const table = (rows: readonly Row[]): readonly string[] => {
  const left = Math.min(28, Math.max(...rows.map(([term]) => width(term))))
  return rows.flatMap(([term, says]) => {
    const lines = wrap(says, widest - left - 4, 0)
    const [first = '', ...rest] = lines
    const head =
      width(term) > left
        ? [`  ${term}`, `  ${' '.repeat(left)}  ${first}`]
        : [`  ${pad(term, left)}  ${first}`]
    return [...head, ...rest.map((line) => `  ${' '.repeat(left)}  ${line}`)]
  })
}

const block = (title: Text, lines: readonly string[], language: Language): readonly string[] =>
  lines.length === 0 ? [] : ['', title[language], ...lines]

const options = (specs: readonly OptionSpec[], language: Language): readonly string[] =>
  specs.length === 0 ? [] : table(specs.map(({ flags, shown, says }) => [shown ?? flags, says[language]]))

const paragraph = (text: string, indent = ''): readonly string[] => wrap(indent + text, widest, 0)

/** Shapes of JSON get a space after each comma, where a line may end. */
const breakable = (shape: string): string => shape.replaceAll(/,(?=\S)/g, ', ')

/** The help of the program: every command in one line. */
export const programHelp = (commands: readonly (readonly [string, Text])[], language: Language): string =>
  [
    ...paragraph(help.about[language]),
    '',
    `${help.words.usage[language]} ecluse ${help.words.commandWord[language]} ${help.words.optionsWord[language]}`,
    ...block(help.words.commands, table(commands.map(([name, says]) => [name, says[language]])), language),
    ...block(
      help.words.everywhere,
      options([...help.everywhere, { flags: '-V, --version', says: help.versionSays }], language),
      language,
    ),
    ...block(help.words.topics, paragraph(topics.join('  '), '  '), language),
    ...block(help.words.exits, paragraph(help.exits[language], '  '), language),
    '',
    ...paragraph(help.first[language]),
    '',
  ].join('\n')

/** The help of one command, with an example of its use. */
export const verbHelp = (name: string, says: Text, verb: Verb, language: Language): string => {
  const rest = verb.rest === undefined ? '' : ` ${verb.rest[language]}`
  const argument = verb.argument === undefined ? '' : ` [${verb.argument.name[language]}]`
  const sentence = says[language]
  return [
    ...paragraph(`${sentence[0]?.toUpperCase() ?? ''}${sentence.slice(1)}.`),
    '',
    `${help.words.usage[language]} ecluse ${name}${argument} ${help.words.optionsWord[language]}${rest}`,
    ...(verb.more ?? []).flatMap((text) => ['', ...paragraph(text[language])]),
    ...block(
      help.words.argument,
      verb.argument === undefined
        ? []
        : table([[verb.argument.name[language], verb.argument.says[language]]]),
      language,
    ),
    ...block(help.words.options, options(verb.options ?? [], language), language),
    ...block(help.words.everywhere, options(help.everywhere, language), language),
    ...block(
      help.words.examples,
      verb.examples.flatMap(({ line, says: what }) => [`  ${line}`, ...paragraph(what[language], '      ')]),
      language,
    ),
    ...block(
      help.words.json,
      [verb.json, help.errorsJson].flatMap((text) => paragraph(breakable(text[language]), '  ')),
      language,
    ),
    ...block(help.words.exits, paragraph(help.exits[language], '  '), language),
    '',
  ].join('\n')
}
