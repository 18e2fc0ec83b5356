import { say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

/** Reasons of a class: clauses that follow the statement's place. */
export const why = {
  newThing: text(
    'makes something new, which the running release does not use',
    'crée du nouveau, que la version en service n’utilise pas',
  ),
  session: text('changes nothing that stays', 'ne change rien qui reste'),
  freshThing: text(
    'touches only what these migrations make themselves',
    'ne touche que ce que ces migrations créent elles-mêmes',
  ),
  book: text(
    'writes only what the framework keeps of its own migrations',
    'n’écrit que ce que l’outil retient de ses propres migrations',
  ),
  plainColumn: text(
    'adds a column that the running release need not fill',
    'ajoute une colonne que la version en service n’a pas à remplir',
  ),
  slowColumn: text(
    'adds a column that the running release need not fill; the table is written anew meanwhile',
    'ajoute une colonne que la version en service n’a pas à remplir ; la table est réécrite entre-temps',
  ),
  loosens: text(
    'takes a rule away: whatever was allowed still is',
    'retire une règle : ce qui était permis le reste',
  ),
  validates: text('only checks the rows that are there', 'ne fait que vérifier les lignes présentes'),
  plainIndex: text('adds an index that refuses no row', 'ajoute un index qui ne refuse aucune ligne'),
  storage: text('changes only how rows are kept', 'ne change que la façon de conserver les lignes'),
  comment: text('changes only a comment', 'ne change qu’un commentaire'),
  grants: text('gives a right, and takes none', 'donne un droit, et n’en retire aucun'),
  looks: text('only reads', 'ne fait que lire'),
  defaults: text(
    'sets a default: statements that leave the column out still succeed',
    'fixe une valeur par défaut : les instructions qui omettent la colonne réussissent toujours',
  ),
  dropsPlain: text(
    'drops an index that no statement can name',
    'retire un index qu’aucune instruction ne peut nommer',
  ),

  dropped: (what: string): Text =>
    text(
      `takes ${what} away, which the running release may use`,
      `retire ${what}, que la version en service utilise peut-être`,
    ),
  renamed: (what: string): Text =>
    text(
      `renames ${what}: the running release asks for the old name`,
      `renomme ${what} : la version en service demande l’ancien nom`,
    ),
  retyped: (column: string): Text =>
    text(
      `changes the type of ${column}, which the running release reads and writes`,
      `change le type de ${column}, que la version en service lit et écrit`,
    ),
  mustFill: (column: string): Text =>
    text(
      `${column} must be filled, and the running release does not know it`,
      `${column} doit être remplie, et la version en service ne la connaît pas`,
    ),
  notNull: (column: string): Text =>
    text(
      `${column} may no longer be empty, and the running release may leave it so`,
      `${column} ne peut plus être vide, et la version en service la laisse peut-être ainsi`,
    ),
  noDefault: (column: string): Text =>
    text(
      `${column} loses its default, and the running release may rely on it`,
      `${column} perd sa valeur par défaut, et la version en service compte peut-être dessus`,
    ),
  sameForAll: (column: string): Text =>
    text(
      `${column} is to be unique, and every row of the running release gets the same value`,
      `${column} doit être unique, et chaque ligne de la version en service reçoit la même valeur`,
    ),
  newRule: (what: string): Text =>
    text(
      `${what} refuses rows that the running release may write`,
      `${what} refuse des lignes que la version en service écrit peut-être`,
    ),
  truncates: text(
    'empties a table that the running release may read',
    'vide une table que la version en service lit peut-être',
  ),
  takesRights: text(
    'takes a right away that the running release may need',
    'retire un droit dont la version en service a peut-être besoin',
  ),
  elsewhere: (what: string): Text =>
    text(
      `moves ${what} to where the running release does not look`,
      `déplace ${what} là où la version en service ne cherche pas`,
    ),
  hidesRows: text('hides rows from the running release', 'cache des lignes à la version en service'),

  code: (language: string): Text =>
    text(
      `is ${language} code: what it does stands in no statement`,
      `est du code ${language} : ce qu’il fait n’est écrit dans aucune instruction`,
    ),
  dynamic: (what: string): Text =>
    text(`${what} runs code that is not read here`, `${what} exécute du code qui n’est pas lu ici`),
  calls: (name: string): Text =>
    text(`calls ${name}, whose code is not read here`, `appelle ${name}, dont le code n’est pas lu ici`),
  changesRows: (what: string): Text =>
    text(
      `${what} changes rows of the running release: only who knows them can tell`,
      `${what} change des lignes de la version en service : seul qui les connaît peut le dire`,
    ),
  enumChange: text(
    'changes an enumeration: the running release may not know its values',
    'change une énumération : la version en service n’en connaît peut-être pas les valeurs',
  ),
  replaced: (what: string): Text =>
    text(
      `puts another ${what} in the place of the one that the running release uses`,
      `met un autre élément (${what}) à la place de celui que la version en service utilise`,
    ),
  maybeUnique: (name: string): Text =>
    text(
      `${name} may be unique, and then statements can name it (ON CONFLICT)`,
      `${name} est peut-être unique, et des instructions peuvent alors le nommer (ON CONFLICT)`,
    ),
  maybeRefuses: (what: string): Text =>
    text(
      `${what} may fail for rows that the running release writes`,
      `${what} peut échouer pour des lignes que la version en service écrit`,
    ),
  domain: (name: string): Text =>
    text(
      `${name} is a domain, and may refuse the rows of the running release`,
      `${name} est un domaine, et refuse peut-être les lignes de la version en service`,
    ),
  notJudged: (what: string): Text =>
    text(`${what} is not judged by this version`, `${what} n’est pas jugé par cette version`),
  notUnderstood: (fault: string): Text => text(`is not understood: ${fault}`, `n’est pas compris : ${fault}`),
  tooLarge: (bytes: number): Text =>
    say(
      (f) => `is too large to be judged: ${f.count(bytes)} characters`,
      (f) => `est trop gros pour être jugé : ${f.count(bytes)} caractères`,
    ),
} as const

export const classNames = {
  expands: text('expands', 'élargit'),
  breaks: text('breaks', 'rompt'),
  unknown: text('unknown', 'inconnu'),
} as const
