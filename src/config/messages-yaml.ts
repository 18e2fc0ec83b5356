import type { ErrorCode } from 'yaml'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import { problem, shown } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const aText = words('a text in YAML 1.2 (or JSON)', 'un texte en YAML 1.2 (ou JSON)')
const tidy = words(
  'check the indentation, and quote texts with special characters',
  'vérifiez les retraits, et mettez entre guillemets les textes à caractères spéciaux',
)
const plainWords = words(
  'values without anchors, tags and aliases, or with few of them',
  'des valeurs sans ancres, étiquettes ni alias, ou avec peu d’entre eux',
)
const twoMarks = words(
  'a value has two anchors or tags, or they stand in the wrong place',
  'une valeur porte deux ancres ou étiquettes, ou elles ne sont pas à leur place',
)
const unexpected = words('this does not belong here', 'ceci n’a rien à faire ici')
const badKeyShape = words(
  'this key is too long, or goes over several lines',
  'cette clé est trop longue, ou s’étend sur plusieurs lignes',
)

const texts: Readonly<Record<ErrorCode, Text>> = {
  ALIAS_PROPS: twoMarks,
  BAD_ALIAS: words('this is no alias', 'ceci n’est pas un alias'),
  BAD_COLLECTION_TYPE: unexpected,
  BAD_DIRECTIVE: words(
    'a line that begins with `%` is no text of a config',
    'une ligne qui commence par `%` n’appartient pas à une configuration',
  ),
  BAD_DQ_ESCAPE: words(
    'this text in double quotes has an escape that does not exist',
    'ce texte entre guillemets contient un échappement qui n’existe pas',
  ),
  BAD_INDENT: words(
    'this line is not indented like its neighbours',
    'cette ligne n’a pas le même retrait que ses voisines',
  ),
  BAD_PROP_ORDER: twoMarks,
  BAD_SCALAR_START: words(
    'a text cannot begin with this character unless it is quoted',
    'un texte ne peut commencer par ce caractère sans guillemets',
  ),
  BLOCK_AS_IMPLICIT_KEY: unexpected,
  BLOCK_IN_FLOW: words(
    'inside brackets values are separated by commas, not by lines',
    'entre crochets, les valeurs sont séparées par des virgules, pas par des lignes',
  ),
  DUPLICATE_KEY: words('a key stands twice in this map', 'une clé figure deux fois dans cette table'),
  IMPOSSIBLE: unexpected,
  KEY_OVER_1024_CHARS: badKeyShape,
  MISSING_CHAR: words(
    'a closing bracket, a quote, a colon or a comma is missing',
    'il manque un crochet, un guillemet, un deux-points ou une virgule',
  ),
  MULTILINE_IMPLICIT_KEY: badKeyShape,
  MULTIPLE_ANCHORS: twoMarks,
  MULTIPLE_DOCS: words(
    'the file has several documents (`---`), one is read',
    'le fichier contient plusieurs documents (`---`), un seul est lu',
  ),
  MULTIPLE_TAGS: twoMarks,
  NON_STRING_KEY: words('a key has to be a word', 'une clé doit être un mot'),
  RESOURCE_EXHAUSTION: words('the file is nested too deeply', 'le fichier est imbriqué trop profondément'),
  TAB_AS_INDENT: words(
    'a tab indents this line, YAML wants spaces',
    'une tabulation sert de retrait, YAML veut des espaces',
  ),
  TAG_RESOLVE_FAILED: words('this tag (`!`) is not known', 'cette étiquette (`!`) n’est pas connue'),
  UNEXPECTED_TOKEN: unexpected,
}

/** What the parser found, in our words: its own are English only. */
export const yaml = (code: ErrorCode): Problem =>
  problem('bad-yaml', texts[code].en, texts[code].fr, { expected: aText, todo: tidy })

export const unknownAnchor = (name: string) =>
  problem(
    'bad-yaml',
    `the alias \`*${shown(name)}\` names no anchor that stands before it`,
    `l’alias \`*${shown(name)}\` ne nomme aucune ancre qui le précède`,
    {
      expected: words(
        'an anchor such as `&name` further up, or a quoted text',
        'une ancre telle que `&nom` plus haut, ou un texte entre guillemets',
      ),
      todo: words(
        'write the value out, or quote a text that begins with `*`',
        'écrivez la valeur en toutes lettres, ou mettez entre guillemets un texte qui commence par `*`',
      ),
    },
  )

export const duplicateKey = (name: string) =>
  problem(
    'duplicate-key',
    `\`${shown(name)}\` stands twice in this map`,
    `\`${shown(name)}\` figure deux fois dans cette table`,
    {
      expected: words('each key once', 'chaque clé une seule fois'),
      todo: words('keep one of them', 'n’en gardez qu’une'),
    },
  )

export const tooLarge = (length: number, limit: number): Problem => ({
  code: 'too-large',
  kind: 'usage',
  message: say(
    (f) => `the file has ${f.count(length)} characters`,
    (f) => `le fichier compte ${f.count(length)} caractères`,
  ),
  expected: say(
    (f) => `at most ${f.count(limit)} characters`,
    (f) => `au plus ${f.count(limit)} caractères`,
  ),
  todo: words('make it shorter: is it the right file?', 'raccourcissez-le : est-ce le bon fichier ?'),
})

export const notText = () =>
  problem('not-text', 'the file is not a text', 'le fichier n’est pas un texte', {
    expected: words('a text in UTF-8, without zero bytes', 'un texte en UTF-8, sans octet nul'),
    todo: words(
      'save it as UTF-8: is it the right file?',
      'enregistrez-le en UTF-8 : est-ce le bon fichier ?',
    ),
  })

export const tooDeep = () =>
  problem('too-deep', 'the file is nested too deeply', 'le fichier est imbriqué trop profondément', {
    expected: plainWords,
    todo: words('take brackets out', 'retirez des crochets'),
  })

export const tooMany = () =>
  problem(
    'too-many-values',
    'the file unfolds to more values, or deeper ones, than a config ever has',
    'le fichier se déplie en plus de valeurs, ou plus profondes, qu’une configuration n’en a jamais',
    {
      expected: plainWords,
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
    {
      expected: words('a word, then a colon', 'un mot, puis un deux-points'),
      todo: words('give it a name, or take it out', 'donnez-lui un nom, ou retirez-la'),
    },
  )

export const badScalar = () =>
  problem(
    'wrong-type',
    'values of this kind have no meaning here',
    'les valeurs de ce genre n’ont pas de sens ici',
    {
      expected: words('a text, a number, `true` or `false`', 'un texte, un nombre, `true` ou `false`'),
      todo: words('quote it, so that it is a text', 'mettez-la entre guillemets, pour qu’elle soit un texte'),
    },
  )
