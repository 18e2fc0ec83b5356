import type { EnvironmentStatus } from '../engine/facade.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Outcome, Phase } from '../rollout/types.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const phaseWords: Readonly<Record<Phase | 'building', Text>> = {
  building: text('building', 'construction'),
  waiting: text('waiting for its turn', 'attend son tour'),
  gating: text('at the gates', 'aux contrôles'),
  expanding: text('expanding the schema', 'élargissement du schéma'),
  starting: text('starting', 'démarrage'),
  proving: text('proving', 'mise à l’épreuve'),
  moving: text('moving people', 'passage des gens'),
  observing: text('observing', 'observation'),
  rehearsing: text('rehearsing the way back', 'répétition du retour en arrière'),
  settling: text('settling', 'stabilisation'),
  returning: text('returning', 'retour en arrière'),
  clearing: text('clearing away', 'rangement'),
  'handed-over': text('handed over', 'confié à une personne'),
  ended: text('ended', 'terminé'),
}

export const outcomeWords: Readonly<Record<Outcome | 'live', Text>> = {
  done: text('done', 'terminé'),
  withdrawn: text('withdrawn', 'retiré'),
  'rolled-back': text('rolled back', 'retour arrière'),
  failed: text('failed', 'échoué'),
  live: text('under way', 'en cours'),
}

export const kindWords: Readonly<Record<'ship' | 'rollback' | 'restart', Text>> = {
  ship: text('ship', 'livraison'),
  rollback: text('rollback', 'retour'),
  restart: text('restart', 'redémarrage'),
}

export const labels = {
  desired: text('desired', 'voulu'),
  actual: text('actual', 'constaté'),
  rollout: text('rollout', 'en cours'),
  queue: text('queue', 'file'),
  left: text('left', 'quittée'),
  schedule: text('schedule', 'horaire'),
  hindered: text('hindered', 'empêché'),
  commands: text('runs', 'tourne'),
  takenBack: text('taken back', 'retirée'),
  inHand: text('in hand', 'en main'),
  closed: text('closed', 'fermé'),
  certificate: text('cert', 'certif.'),
  edge: text('edge', 'accès'),
  frozen: text('frozen', 'gelé'),
  passed: text('overridden', 'outrepassé'),
  unknown: text('unknown', 'inconnu'),
  steps: text('steps', 'étapes'),
  share: text('share', 'part'),
  newer: text('new', 'nouvelle'),
  older: text('old', 'ancienne'),
  evidence: text('evidence', 'preuves'),
  secret: text('secret', 'secret'),
  next: text('next', 'ensuite'),
} as const

export const notSeparated: Text = text(
  'applications are not separated from each other: they run as one user, without root',
  'les applications ne sont pas séparées les unes des autres : elles tournent sous un même compte, sans root',
)

/** What images of processes do not carry. */
export const ofTheMachine: Text = text(
  'images carry Node; the loader, the C library and libstdc++ are the machine’s',
  'les images contiennent Node ; le chargeur, la bibliothèque C et libstdc++ sont ceux de la machine',
)

type Frozen = NonNullable<EnvironmentStatus['freezes']>[number]

const scopes: Readonly<Record<Frozen['scope'], Text>> = {
  server: text('the whole server', 'tout le serveur'),
  application: text('this application', 'cette application'),
  calendar: text('by its calendar', 'par son calendrier'),
  floor: text('by the server’s policy', 'par la politique du serveur'),
}

/** `until`: as the reader’s clock shows it; null: until somebody thaws it. */
export const frozenWords = ({ scope, why, by, except }: Frozen, until: string | null): Text => {
  const en = [scopes[scope].en, until === null ? 'until somebody thaws it' : `until ${until}`]
  const fr = [scopes[scope].fr, until === null ? 'jusqu’au dégel' : `jusqu’au ${until}`]
  if (except !== null) {
    en.push(`but for the label ${except}`)
    fr.push(`sauf l’étiquette ${except}`)
  }
  if (by !== null) {
    en.push(`by ${by}`)
    fr.push(`par ${by}`)
  }
  return text(`${en.join(', ')}: ${why}`, `${fr.join(', ')} : ${why}`)
}

/** Of what: a release, or a candidate that is none yet. */
export const passedWords = (
  { gate, by, why, signed, candidate, release: number }: NonNullable<EnvironmentStatus['overrides']>[number],
  at: string,
): Text => {
  const of =
    number === null
      ? text(`candidate ${candidate}`, `version admissible ${candidate}`)
      : text(`release ${number}`, `version ${number}`)
  return text(
    `${of.en}: ${gate}, by ${by}${signed ? '' : ', unsigned'}, ${at}: ${why}`,
    `${of.fr} : ${gate}, par ${by}${signed ? '' : ', sans signature'}, ${at} : ${why}`,
  )
}

export const closedBy = (by: string, when: string, why: string | null): Text =>
  text(
    `for maintenance by ${by}, since ${when}${why === null ? '' : ` (${why})`}; ecluse maintenance off opens it`,
    `pour entretien par ${by}, depuis ${when}${why === null ? '' : ` (${why})`} ; ecluse maintenance off l’ouvre`,
  )

export const countsWords = (requests: number, errors: number): Text =>
  say(
    (f) => `${f.counted(requests, 'request', 'requests')}, ${f.count(errors)} failed`,
    (f) => `${f.counted(requests, 'requête', 'requêtes')}, ${f.count(errors)} en échec`,
  )
export const standsSince = (spent: number): Text =>
  say(
    (f) => `for ${f.duration(spent)}`,
    (f) => `depuis ${f.duration(spent)}`,
  )

export const inHandOf = (by: string, when: string): Text =>
  text(
    `${by}, since ${when}; nothing of ours touches it until ecluse take-back`,
    `${by}, depuis ${when} ; rien de nous n’y touche jusqu’à ecluse take-back`,
  )

export const nothingShipped = (application: string | null): readonly Text[] => [
  application === null
    ? text('nothing was shipped yet', 'rien n’a encore été livré')
    : text(`${application} was not shipped yet`, `${application} n’a pas encore été livrée`),
]

/** What to do first, by what is here. */
export const firstSteps = (has: 'nothing' | 'repository' | 'config'): Text =>
  ({
    nothing: text(
      '  next: in your application’s folder: git init, ecluse init, git add . && git commit, ecluse ship',
      '  ensuite : dans le dossier de votre application : git init, ecluse init, git add . && git commit, ecluse ship',
    ),
    repository: text(
      '  next: ecluse init, then git add ecluse.yaml ecluse.lock && git commit, then ecluse ship',
      '  ensuite : ecluse init, puis git add ecluse.yaml ecluse.lock && git commit, puis ecluse ship',
    ),
    config: text('  next: ecluse ship', '  ensuite : ecluse ship'),
  })[has]

export const release = (number: number): Text => text(`release ${number}`, `version ${number}`)
export const noneYet = text('none yet', 'aucune')
export const notRead = text('never read yet', 'jamais relu')
export const readAt = (when: string): Text => text(`read back ${when}`, `relu : ${when}`)
export const nobody = text('nothing runs', 'rien ne fonctionne')
export const ready = (ready: number, instances: number): Text =>
  say(
    (f) => `${f.count(ready)} of ${f.count(instances)} ready`,
    (f) => `${f.count(ready)} sur ${f.count(instances)} prêt${instances > 1 ? 's' : ''}`,
  )
export const certificate = (names: readonly string[], until: string): Text => {
  const [first = ''] = names
  const more = names.length > 1 ? ` +${names.length - 1}` : ''
  return text(`${first}${more}   valid until ${until}`, `${first}${more}   valide jusqu’au ${until}`)
}
export const files = (there: boolean): Text =>
  there
    ? text('files, served by the edge', 'fichiers, servis par la périphérie')
    : text('files that are not there yet', 'fichiers pas encore là')
export const over = (release: number, previous: number | null): Text =>
  previous === null
    ? text(`release ${release}, the first`, `version ${release}, la première`)
    : text(`release ${release} over ${previous}`, `version ${release} à la place de ${previous}`)
export const backTo = (release: number, previous: number | null): Text =>
  text(
    `back to release ${release}${previous === null ? '' : ` from ${previous}`}`,
    `retour à la version ${release}${previous === null ? '' : ` depuis ${previous}`}`,
  )
export const restarting = (release: number): Text =>
  text(`restart of release ${release}`, `redémarrage de la version ${release}`)
export const step = (at: number, of: number): Text => text(`step ${at} of ${of}`, `étape ${at} de ${of}`)
export const since = (when: string, by: string): Text =>
  text(`since ${when} by ${by}`, `depuis ${when} par ${by}`)
export const paused = text('paused', 'en pause')
export const earliest = (when: string): Text => text(`earliest ${when}`, `au plus tôt ${when}`)
export const candidateWords = (number: number, commit: string, subject: string): Text =>
  text(
    `candidate ${number}  commit ${commit.slice(0, 10)}  “${subject}”`,
    `version admissible ${number}  commit ${commit.slice(0, 10)}  « ${subject} »`,
  )
export const tail = (release: number, phase: string, until: string | null): Text =>
  text(
    `release ${release} ${phase === 'keeping' ? 'is kept, ready to take over' : 'is being taken away'}${until === null ? '' : ` until ${until}`}`,
    `version ${release} ${phase === 'keeping' ? 'gardée, prête à reprendre' : 'en cours de retrait'}${until === null ? '' : ` jusqu’à ${until}`}`,
  )
export const takenBackWords = (release: number, commit: string, when: string): Text =>
  text(
    `release ${release}   commit ${commit.slice(0, 10)}   ${when}`,
    `version ${release}   commit ${commit.slice(0, 10)}   ${when}`,
  )
export const didNotAnswer = (names: readonly string[]): Text =>
  say(
    (f) => `${f.list(names)} did not answer at the last reading`,
    (f) => `${f.list(names)} n’a pas répondu à la dernière lecture`,
  )
export const secretLine = (header: string, secret: string | null): Text =>
  secret === null
    ? text('nothing was shipped there yet: no secret', 'rien n’y a encore été livré : pas de secret')
    : text(
        `header ${header}: ${secret}:new or ${secret}:old forces a version on a tester`,
        `l’en-tête ${header}: ${secret}:new ou ${secret}:old impose une version à un testeur`,
      )
export const onTheWay = (): Text =>
  text(
    '  next: ecluse why says how far the first release is',
    '  ensuite : ecluse why dit où en est la première version',
  )
export const noRolloutYet = (application: string): Text =>
  text(
    `nothing of ${application} was rolled out yet; ecluse why says how far it is`,
    `rien de ${application} n’a encore été déployé ; ecluse why dit où elle en est`,
  )

export const comesNext = (at: string): Text => text(`next at ${at}`, `prochaine à ${at}`)

export const notNow: Text = text('not while it is handed over', 'pas tant qu’il est confié à une personne')

export const runsSince = (at: string): Text => text(`runs since ${at}`, `tourne depuis ${at}`)
