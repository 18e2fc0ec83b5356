import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import { type Expectation, type Expects, expectations } from './expectations.ts'

export type Extra = { readonly expected?: Text; readonly todo?: Text }

export const problem = (code: string, en: string, fr: string, extra: Extra = {}): Problem => ({
  code,
  kind: 'usage',
  message: { en, fr },
  ...extra,
})

const words = (en: string, fr: string): Text => ({ en, fr })

/** A value as a person wrote it, short enough for a sentence. */
export const shown = (value: unknown): string => {
  const written = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey is not shown
  const clean = written.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
  return clean.length > 60 ? `${clean.slice(0, 57)}...` : clean
}

export const tooLarge = (length: number, limit: number): Problem => ({
  ...problem('too-large', '', ''),
  message: say(
    (f) => `the file has ${f.count(length)} characters, at most ${f.count(limit)} are read`,
    (f) => `le fichier compte ${f.count(length)} caractères, au plus ${f.count(limit)} sont lus`,
  ),
})
export const notText = () =>
  problem(
    'not-text',
    'the file is not a text: it contains a zero byte',
    'le fichier n’est pas un texte : il contient un octet nul',
  )
export const tooDeep = () =>
  problem('too-deep', 'the file is nested too deeply', 'le fichier est imbriqué trop profondément')
export const tooMany = () =>
  problem(
    'too-many-values',
    'the file unfolds to more values, or deeper ones, than a config ever has',
    'le fichier se déplie en plus de valeurs, ou plus profondes, qu’une configuration n’en a jamais',
    {
      todo: words(
        'write out what the anchors (`&`, `*`) repeat',
        'écrivez en toutes lettres ce que les ancres (`&`, `*`) répètent',
      ),
    },
  )
export const badKey = (name: string | null) =>
  problem(
    'bad-key',
    name === null ? 'a key has to be a word' : `\`${shown(name)}\` cannot be a key`,
    name === null ? 'une clé doit être un mot' : `\`${shown(name)}\` ne peut pas être une clé`,
  )
export const badScalar = () =>
  problem(
    'wrong-type',
    'values of this kind have no meaning here',
    'les valeurs de ce genre n’ont pas de sens ici',
    {
      expected: words('a text, a number, `true` or `false`', 'un texte, un nombre, `true` ou `false`'),
    },
  )

const yamlTexts: Readonly<Record<string, Text>> = {
  BAD_ALIAS: words(
    'this alias names no anchor that stands before it',
    'cet alias ne nomme aucune ancre qui le précède',
  ),
  BAD_DQ_ESCAPE: words(
    'this text in double quotes has an escape that does not exist',
    'ce texte entre guillemets contient un échappement qui n’existe pas',
  ),
  BAD_INDENT: words(
    'this line is not indented like its neighbours',
    'cette ligne n’a pas le même retrait que ses voisines',
  ),
  BAD_SCALAR_START: words(
    'a text cannot begin with this character unless it is quoted',
    'un texte ne peut commencer par ce caractère sans guillemets',
  ),
  MISSING_CHAR: words(
    'a closing bracket, a quote, a colon or a comma is missing',
    'il manque un crochet, un guillemet, un deux-points ou une virgule',
  ),
  MULTIPLE_DOCS: words(
    'the file has several documents (`---`), one is read',
    'le fichier contient plusieurs documents (`---`), un seul est lu',
  ),
  TAB_AS_INDENT: words(
    'a tab indents this line, YAML wants spaces',
    'une tabulation sert de retrait, YAML veut des espaces',
  ),
  TAG_RESOLVE_FAILED: words('this tag (`!`) is not known', 'cette étiquette (`!`) n’est pas connue'),
  RESOURCE_EXHAUSTION: words('the file is nested too deeply', 'le fichier est imbriqué trop profondément'),
}

export const yaml = (code: string, near: string): Problem => {
  if (code === 'DUPLICATE_KEY')
    return problem(
      'duplicate-key',
      `\`${shown(near.replace(/:.*$/s, '').trim())}\` stands twice in this map`,
      `\`${shown(near.replace(/:.*$/s, '').trim())}\` figure deux fois dans cette table`,
      {
        todo: words('keep one of them', 'n’en gardez qu’une'),
      },
    )
  const text = yamlTexts[code] ?? words(`this is not YAML (${code})`, `ceci n’est pas du YAML (${code})`)
  return {
    ...problem('bad-yaml', text.en, text.fr),
    todo: words(
      'check the indentation, and quote texts with special characters',
      'vérifiez les retraits, et mettez entre guillemets les textes à caractères spéciaux',
    ),
  }
}

export const unknownKey = (
  key: string,
  near: string | undefined,
  known: readonly string[],
  later: boolean,
): Problem =>
  problem('unknown-key', `\`${shown(key)}\` is not known here`, `\`${shown(key)}\` n’est pas connu ici`, {
    expected: say(
      (f) => `one of ${f.list(known.map((name) => `\`${name}\``))}`,
      (f) => `l’un de ${f.list(known.map((name) => `\`${name}\``))}`,
    ),
    ...(near === undefined
      ? {}
      : {
          todo: later
            ? words(
                `did you mean \`${near}\`? it is not enforced by this version: take it out`,
                `vouliez-vous dire \`${near}\` ? cette version ne l’applique pas : retirez-le`,
              )
            : words(`did you mean \`${near}\`?`, `vouliez-vous dire \`${near}\` ?`),
        }),
  })

/** The sentence of BEHAVIOUR: what is not built is refused by name, never accepted and ignored. */
export const notBuilt = (name: string): Problem =>
  problem(
    'not-built',
    `\`${name}\` is not enforced by this version`,
    `\`${name}\` n’est pas appliqué par cette version`,
    {
      todo: words(
        'take it out, or use a version of Écluse that enforces it',
        'retirez-le, ou utilisez une version d’Écluse qui l’applique',
      ),
    },
  )

export const missingKey = (key: string, expects: Expects): Problem =>
  problem('missing-key', `\`${key}\` is missing`, `\`${key}\` manque`, {
    expected: expectations[expects].expected,
  })

export const badValue = (
  key: string,
  value: unknown,
  expects: Expects,
  wrongType: boolean,
  near?: string,
): Problem => {
  const expectation: Expectation = expectations[expects]
  const said =
    value === null || value === ''
      ? words('is empty', 'est vide')
      : words(`cannot be \`${shown(value)}\``, `ne peut pas être \`${shown(value)}\``)
  const todo =
    near === undefined
      ? expectation.todo
      : words(`did you mean \`${near}\`?`, `vouliez-vous dire \`${near}\` ?`)
  return problem(
    wrongType ? 'wrong-type' : expectation.code,
    `\`${shown(key)}\` ${said.en}`,
    `\`${shown(key)}\` ${said.fr}`,
    {
      expected: expectation.expected,
      ...(todo === undefined ? {} : { todo }),
    },
  )
}

export const badName = (name: string, expects: Expects): Problem => {
  const expectation: Expectation = expectations[expects]
  return problem(
    expectation.code,
    `\`${shown(name)}\` cannot stand here`,
    `\`${shown(name)}\` ne peut pas figurer ici`,
    {
      expected: expectation.expected,
    },
  )
}
