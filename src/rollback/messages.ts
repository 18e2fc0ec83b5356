import { type Format, join, say, type Text } from '../kernel/text.ts'
import { type Instant, instantText, type Ms } from '../kernel/time.ts'
import type { ComponentChange, Crossed, Measured, NameChange, RollbackPlan } from './types.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const heads = {
  possible: text('possible', 'possible'),
  components: text('components', 'composants'),
  configuration: text('configuration', 'configuration'),
  secrets: text('secrets', 'secrets'),
  schema: text('schema', 'schéma'),
  data: text('kept data', 'données gardées'),
  infrastructure: text('infrastructure', 'infrastructure'),
  time: text('how long', 'durée'),
  who: text('who decides', 'qui décide'),
  lost: text('what is lost', 'ce qui est perdu'),
  until: text('until when', 'jusqu’à quand'),
  after: text('after that', 'ensuite'),
} as const

export const title = ({ application, environment, from, to }: RollbackPlan): Text =>
  to === null
    ? text(
        `rollback plan of release ${from.release}: ${application}, ${environment}`,
        `plan de retour en arrière de la version ${from.release} : ${application}, ${environment}`,
      )
    : text(
        `rollback plan of release ${from.release}, back to ${to.release}: ${application}, ${environment}`,
        `plan de retour en arrière de la version ${from.release} à la version ${to.release} : ${application}, ${environment}`,
      )

export const nothingEarlier: Text = text(
  'there is nothing to go back to: it is the first release here; found bad before people are moved it is withdrawn',
  'il n’y a rien où revenir : c’est la première version ici ; trouvée mauvaise avant que quiconque soit déplacé, elle est retirée',
)

const named = (part: ComponentChange['from']): string =>
  part === null ? '' : `${part.version ?? part.commit?.slice(0, 10) ?? ''} (${part.image.slice(7, 19)})`

export const component = ({ component: name, change, from, to }: ComponentChange): Text => {
  switch (change) {
    case 'same':
      return text(`${name} stays as it is: ${named(from)}`, `${name} reste tel quel : ${named(from)}`)
    case 'gone':
      return text(
        `${name} stops: it is not in that release`,
        `${name} s’arrête : il n’est pas dans cette version`,
      )
    case 'again':
      return text(`${name} comes back: ${named(to)}`, `${name} revient : ${named(to)}`)
    case 'back':
      return from?.image === to?.image
        ? text(
            `${name} starts anew with its earlier configuration or needs, the same image ${named(to)}`,
            `${name} redémarre avec sa configuration ou ses besoins d’avant, la même image ${named(to)}`,
          )
        : text(
            `${name} goes back from ${named(from)} to ${named(to)}`,
            `${name} revient de ${named(from)} à ${named(to)}`,
          )
  }
}

const changes: Readonly<Record<NameChange['change'], Text>> = {
  added: text('is there again', 'est là de nouveau'),
  removed: text('is gone', 'disparaît'),
  changed: text('has its earlier value', 'a sa valeur d’avant'),
}

export const variable = ({ component: of, name, change }: NameChange): Text =>
  text(`${of} ${name} ${changes[change].en}`, `${of} ${name} ${changes[change].fr}`)
export const noVariables: Text = text('no variable changes', 'aucune variable ne change')

export const secret = ({ component: of, name, change }: NameChange, policy: 'current' | 'recorded'): Text => {
  if (change !== 'changed') return variable({ component: of, name, change })
  return policy === 'recorded'
    ? text(`${of} ${name} has its recorded value`, `${of} ${name} a sa valeur enregistrée`)
    : text(
        `${of} ${name} was changed since; the value in force now stays`,
        `${of} ${name} a changé depuis ; la valeur en vigueur reste`,
      )
}
export const noSecrets: Text = text('no secret changed since', 'aucun secret n’a changé depuis')

const classes: Readonly<Record<Crossed['is'], Text>> = {
  safe: text('safe', 'sans danger'),
  unsafe: text('unsafe', 'dangereuse'),
  unknown: text('unknown', 'inconnue'),
}

const ranAt = ({ since }: Crossed): Text =>
  since === undefined
    ? text('ran', 'exécutée')
    : text(
        `ran with release ${since.release}, ${instantText(since.at)}`,
        `exécutée avec la version ${since.release}, ${instantText(since.at)}`,
      )

/** All that a command does whose files nobody reads. */
const namedFile = ({ component: of, file }: Crossed): string => (file === '*' ? of : `${of} ${file}`)

export const migration = (crossed: Crossed): Text => {
  const { phase, is, ran, why } = crossed
  const of = namedFile(crossed)
  const when = ran ? ranAt(crossed) : text('is to run', 'à exécuter')
  const kind = phase === 'contract' ? text(', contracts', ', réduit') : text('', '')
  const [first] = why
  const reason = first === undefined || is === 'safe' ? text('', '') : text(`: ${first.en}`, ` : ${first.fr}`)
  return text(
    `${classes[is].en}: ${of} (${when.en}${kind.en})${reason.en}`,
    `${classes[is].fr} : ${of} (${when.fr}${kind.fr})${reason.fr}`,
  )
}
export const noMigrations: Text = text('no migration lies between', 'aucune migration entre les deux')
export const staysExpanded: Text = text(
  'the schema stays expanded: no migration is undone',
  'le schéma reste élargi : aucune migration n’est défaite',
)

export const keptFolder = (of: string, path: string): Text =>
  text(`${of} ${path} stays as it is then`, `${of} ${path} reste tel qu’il est alors`)
export const noKept: Text = text('no folder is kept', 'aucun dossier n’est gardé')
export const noInfrastructure: Text = text(
  'not managed by this version: what was changed there stays changed',
  'non gérée par cette version : ce qui y a été changé le reste',
)

/** What was measured was a switch to what still ran. */
const onTop: Text = text(
  '; its own start comes on top, it does not run any more',
  ' ; son propre démarrage s’y ajoute, elle ne tourne plus',
)

export const measured = (one: Measured | null, isCold: boolean): Text => {
  const said = measuredSo(one)
  return isCold && one !== null ? join([said, onTop], '') : said
}

const measuredSo = (one: Measured | null): Text => {
  if (one === null)
    return text(
      'not known: none was measured here yet; warm it is a switch of routes, cold the application’s own start',
      'inconnue : aucun n’a été mesuré ici ; à chaud, c’est un changement de routes, à froid, le démarrage de l’application',
    )
  const times = (f: Format) => f.count(one.count)
  if (one.by === 'history' && one.count === 1)
    return say(
      (f) => `${f.duration(one.median)}, as the only way back here took`,
      (f) => `${f.duration(one.median)}, comme le seul retour fait ici`,
    )
  return one.by === 'rehearsal'
    ? say(
        (f) => `${f.duration(one.median)}, as rehearsed with this manifest`,
        (f) => `${f.duration(one.median)}, comme répété avec ce manifeste`,
      )
    : say(
        (f) => `${f.duration(one.median)}, the median of the last ${times(f)} here`,
        (f) => `${f.duration(one.median)}, médiane des ${times(f)} derniers ici`,
      )
}

export const automatic: Text = text(
  'Écluse by itself while it is rolled out: found worse than the release before, or failed; anybody who may ship, at any time',
  'Écluse, d’elle-même, pendant son déploiement : trouvée pire que la version précédente, ou défaillante ; quiconque peut livrer, à tout moment',
)
export const byPerson: Text = text(
  'a person alone, once people were moved: the weight is held, people are alarmed, ecluse rollback or ecluse promote',
  'une personne seule, une fois des gens déplacés : le poids est retenu, des gens sont alertés, ecluse rollback ou ecluse promote',
)

/** `drain` absent: a plan of before did not say it. */
export const lostRequests = (drain?: Ms): Text =>
  drain === undefined
    ? text(
        'no request: those under way end where they began',
        'aucune requête : celles en cours se terminent où elles ont commencé',
      )
    : say(
        (f) =>
          `no request that ends within ${f.duration(drain)}: it ends where it began; one that lasts longer is cut`,
        (f) =>
          `aucune requête qui finit en ${f.duration(drain)} : elle se termine où elle a commencé ; une plus longue est coupée`,
      )
export const lostChanges = (from: number): Text =>
  text(`what release ${from} brought`, `ce que la version ${from} apportait`)
export const lostData: Text = text(
  'what people entered with it stays in the database and in kept folders; the release before may not show it',
  'ce que les gens y ont saisi reste dans la base et les dossiers gardés ; la version précédente ne le montre peut-être pas',
)
export const lostContracted: Text = text(
  'what a contraction took away does not come back',
  'ce qu’une réduction a retiré ne revient pas',
)

export const warm = (keep: Ms, until: Instant | null): Text =>
  until === null
    ? say(
        (f) => `warm for ${f.duration(keep)} after it is out for everybody, then from its image`,
        (f) => `à chaud pendant ${f.duration(keep)} après sa sortie pour tous, puis depuis son image`,
      )
    : text(
        `warm until ${instantText(until)}, then from its image`,
        `à chaud jusqu’à ${instantText(until)}, puis depuis son image`,
      )
export const cold: Text = text(
  'warm no more: it is started anew, from its image',
  'plus à chaud : elle redémarre, depuis son image',
)
export const asCandidate = (n: number): Text =>
  say(
    (f) => `older than the ${f.count(n)} that are kept to go back to: through all gates, as a candidate`,
    (f) =>
      `plus ancienne que les ${f.count(n)} conservées pour y revenir : par tous les contrôles, comme version admissible`,
  )
export const asRelease: Text = text(
  'as long as a release: it goes through all environments and gates',
  'autant qu’une mise en production : elle passe par tous les environnements et contrôles',
)
export const releases = (n: number): Text =>
  say(
    (f) => `freely to the last ${f.count(n)} ${n === 1 ? 'release' : 'releases'} that were done here`,
    (f) => `librement aux ${f.count(n)} dernières versions menées à bien ici`,
  )
export const contraction = (components: readonly string[]): Text =>
  say(
    (f) => `not after the contraction of ${f.list(components)}, which runs once the release before is gone`,
    (f) => `plus après la réduction de ${f.list(components)}, exécutée une fois la version précédente partie`,
  )
export const onlyMeanwhile: Text = text(
  'while it is rolled out, by a person; once it is out for everybody no more: what was accepted has run then',
  'pendant son déploiement, par une personne ; une fois en service pour tous, plus jamais : ce qui a été accepté a alors été exécuté',
)
export const gone = ({ to }: RollbackPlan, crossed: readonly Crossed[]): readonly Text[] => [
  text(
    `no: release ${to?.release ?? '?'} can no longer run on this database`,
    `non : la version ${to?.release ?? '?'} ne peut plus fonctionner sur cette base`,
  ),
  ...crossed.map(migration),
]
export const goneShort = (release: number): Text =>
  text(
    `no way back: release ${release} can no longer run on this database`,
    `pas de retour en arrière : la version ${release} ne peut plus fonctionner sur cette base`,
  )
export const forwardOnly: Text = text(
  'forward only: ship a fix; data as they were come back from a backup of the database alone',
  'en avant seulement : livrez un correctif ; les données d’avant ne reviennent que d’une sauvegarde de la base',
)
export const afterwards: Text = text(
  'an older release goes through all gates as a candidate: ecluse rollback --to RELEASE; a fix can ship at once',
  'une version plus ancienne passe tous les contrôles comme version admissible : ecluse rollback --to VERSION ; un correctif peut partir aussitôt',
)
export const afterContraction: Text = text(
  'after the contraction forward only: ship a fix',
  'après la réduction, en avant seulement : livrez un correctif',
)

export const counted = (crossed: readonly Crossed[]): Text => {
  const count = (is: Crossed['is']) => crossed.filter((one) => one.is === is).length
  const [safe, unsafe, unknown] = [count('safe'), count('unsafe'), count('unknown')]
  return say(
    (f) =>
      `migrations crossed: ${f.count(safe)} safe, ${f.count(unsafe)} unsafe, ${f.count(unknown)} unknown`,
    (f) =>
      `migrations traversées : ${f.count(safe)} sans danger, ${f.count(unsafe)} dangereuse${unsafe < 2 ? '' : 's'}, ${f.count(unknown)} inconnue${unknown < 2 ? '' : 's'}`,
  )
}
export const wayBackTo = (release: number, one: Measured | null): Text =>
  one === null
    ? text(
        `way back: to release ${release}, never measured here`,
        `retour en arrière : à la version ${release}, jamais mesuré ici`,
      )
    : say(
        (f) => `way back: to release ${release} in about ${f.duration(one.median)}`,
        (f) => `retour en arrière : à la version ${release} en ${f.duration(one.median)} environ`,
      )
export const byPersonShort: Text = text('by a person alone', 'par une personne seule')
export const wayBackNone: Text = text(
  `way back: ${nothingEarlier.en}`,
  `retour en arrière : ${nothingEarlier.fr}`,
)
export const seeWhole = (environment: string): Text => {
  const line = `ecluse rollback --plan --environment ${environment}`
  return text(`whole: ${line}`, `en entier : ${line}`)
}
