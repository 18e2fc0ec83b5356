import * as help from '../../src/cli/messages-help.ts'
import type { OptionSpec, Verb } from '../../src/cli/verb.ts'
import { verbs } from '../../src/cli/verbs.ts'
import type { Language, Text } from '../../src/kernel/text.ts'

/** Path from the root of the clone, and content. */
export type Page = { readonly file: string; readonly text: string }

const folders: Readonly<Record<Language, string>> = { en: 'docs/en/commands', fr: 'docs/fr/commandes' }

const words = {
  made: {
    en: '<!-- Made from the command itself by npm run docs: edit the command, not this. -->',
    fr: '<!-- Faite à partir de la commande elle-même par npm run docs : modifiez la commande, non cette page. -->',
  },
  title: { en: 'Commands', fr: 'Commandes' },
  all: { en: 'All commands', fr: 'Toutes les commandes' },
  every: { en: 'Options of every command', fr: 'Options de toutes les commandes' },
  option: { en: 'Option', fr: 'Option' },
  meaning: { en: 'Meaning', fr: 'Sens' },
  code: { en: 'Exit code', fr: 'Code de sortie' },
  argument: { en: 'Argument', fr: 'Argument' },
  examples: { en: 'Examples', fr: 'Exemples' },
  where: {
    onlyHere: {
      en: 'It acts on the machine that it runs on; `--server` is refused.',
      fr: 'Elle agit sur la machine où elle est lancée ; `--server` est refusée.',
    },
    anywhere: {
      en: 'It works on every platform.',
      fr: 'Elle fonctionne sur toutes les plateformes.',
    },
  },
} as const

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '\\<')

const slug = (name: string): string => name.replaceAll(' ', '-')

const capital = (sentence: string): string => `${sentence[0]?.toUpperCase() ?? ''}${sentence.slice(1)}`

const optionTable = (specs: readonly OptionSpec[], language: Language): readonly string[] => [
  `| ${words.option[language]} | ${words.meaning[language]} |`,
  '|---|---|',
  ...specs.map(
    ({ flags, shown, says }) =>
      `| \`${(shown ?? flags).replaceAll('|', '\\|')}\` | ${cell(says[language])} |`,
  ),
]

const exits = (language: Language): readonly string[] => [
  `| ${words.code[language]} | ${words.meaning[language]} |`,
  '|---|---|',
  ...help.exits[language].split(/ {3}(?=\d)/).map((one) => `| ${one[0]} | ${cell(one.slice(2))} |`),
]

const usage = (name: string, verb: Verb, language: Language): string =>
  [
    `ecluse ${name}`,
    ...(verb.argument === undefined ? [] : [`[${verb.argument.name[language]}]`]),
    help.words.optionsWord[language],
    ...(verb.rest === undefined ? [] : [verb.rest[language]]),
  ].join(' ')

const page = (name: string, says: Text, verb: Verb, language: Language): string =>
  `${[
    words.made[language],
    `# ecluse ${name}`,
    `${capital(says[language])}.`,
    ['```', usage(name, verb, language), '```'].join('\n'),
    ...(verb.more ?? []).map((text) => text[language]),
    ...(verb.onlyHere === true ? [words.where.onlyHere[language]] : []),
    ...(verb.anywhere === true ? [words.where.anywhere[language]] : []),
    ...(verb.argument === undefined
      ? []
      : [
          `## ${words.argument[language]}`,
          `\`${verb.argument.name[language]}\`: ${cell(verb.argument.says[language])}`.replace(
            '`:',
            language === 'fr' ? '` :' : '`:',
          ),
        ]),
    ...(verb.options === undefined || verb.options.length === 0
      ? []
      : [`## ${words.option[language]}s`, optionTable(verb.options, language).join('\n')]),
    `[${words.every[language]}](README.md)`,
    `## ${words.examples[language]}`,
    ...verb.examples.map(({ line, says: what }) => `\`\`\`\n${line}\n\`\`\`\n${capital(what[language])}.`),
    '## --json',
    cell(verb.json[language]).replaceAll(/,(?=\S)/g, ', '),
    `## ${words.code[language].replace(/^(Exit code|Code)/, '$1s')}`,
    help.exits[language].split(/ {3}(?=\d)/).join(' · '),
  ].join('\n\n')}\n`

const index = (language: Language): string =>
  `${[
    words.made[language],
    `# ${words.title[language]}`,
    [
      `| ${words.all[language]} | |`,
      '|---|---|',
      ...Object.entries(verbs).map(
        ([name, { says }]) => `| [\`ecluse ${name}\`](${slug(name)}.md) | ${cell(says[language])} |`,
      ),
    ].join('\n'),
    `## ${words.every[language]}`,
    optionTable([...help.everywhere, { flags: '-V, --version', says: help.versionSays }], language).join(
      '\n',
    ),
    exits(language).join('\n'),
    '## --json',
    cell(help.errorsJson[language]).replaceAll(/,(?=\S)/g, ', '),
  ].join('\n\n')}\n`

/** One page a command and an index, in both languages: all that the two folders hold. */
export const commandPages = async (): Promise<readonly Page[]> => {
  const loaded = await Promise.all(
    Object.entries(verbs).map(async ([name, { says, load }]) => ({ name, says, verb: await load() })),
  )
  return (['en', 'fr'] as const).flatMap((language) => [
    { file: `${folders[language]}/README.md`, text: index(language) },
    ...loaded.map(({ name, says, verb }) => ({
      file: `${folders[language]}/${slug(name)}.md`,
      text: page(name, says, verb, language),
    })),
  ])
}

export const commandFolders: readonly string[] = Object.values(folders)
