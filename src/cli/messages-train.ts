import type { TrainConfig } from '../config/types-train.ts'
import type { ChecklistView } from '../engine/facade-checklist.ts'
import type { DepartureView } from '../engine/facade-train.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import { departsWords } from '../policy/say-train.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const states: Readonly<Record<DepartureView['state'], Text>> = {
  boarding: words('boarding', 'embarquement'),
  closed: words('closed, leaves then', 'fermé, part alors'),
  delayed: words('delayed', 'retardé'),
  'not-leaving': words('does not leave', 'ne part pas'),
  left: words('left', 'parti'),
  cancelled: words('did not leave', 'n’est pas parti'),
}

export const kinds: Readonly<Record<DepartureView['kind'], Text>> = {
  timetable: words('', ''),
  extra: words('extra', 'supplémentaire'),
  'after-rollback': words('after a rollback', 'après un retour en arrière'),
}

export const cutOffAt = (time: string): Text => words(`boarding ends ${time}`, `embarquement jusqu’à ${time}`)
export const carries = (candidate: number, release: number | null): Text =>
  release === null
    ? words(`candidate ${candidate}`, `version admissible ${candidate}`)
    : words(`release ${release}`, `version ${release}`)
export const nobody: Text = words('nobody aboard', 'personne à bord')
export const leads: Text = words('leads', 'mène')
export const stays = (number: number, why: Text): Text =>
  words(`not aboard: ${number}   ${why.en}`, `pas à bord : ${number}   ${why.fr}`)

export const boardHead = (environment: string, train: TrainConfig, zone: string): Text => {
  const { cutOff, conductor, boards } = train
  const rows = departsWords(train)
  const who =
    boards === 'all'
      ? words('everybody', 'tout le monde')
      : 'label' in boards
        ? words(`label ${boards.label}`, `étiquette ${boards.label}`)
        : words(`branch ${boards.branch}`, `branche ${boards.branch}`)
  return say(
    (f) =>
      `train of ${environment}   ${rows} (${zone})   cut-off ${f.duration(cutOff)}   boards: ${who.en}   conductor: ${conductor ?? 'admin'}`,
    (f) =>
      `train de ${environment}   ${rows} (${zone})   heure limite ${f.duration(cutOff)} avant   embarque : ${who.fr}   chef de train : ${conductor ?? 'admin'}`,
  )
}

export const noTrain = (environment: string): readonly Text[] => [
  words(
    `no train is in force in ${environment}: every candidate goes when its turn comes`,
    `aucun train n’est en vigueur dans ${environment} : chaque version admissible part à son tour`,
  ),
  words(
    '  next: train: { departs: [Mon-Thu 10:00], cut-off: 20m } in the environment of ecluse.yaml',
    '  ensuite : train: { departs: [Mon-Thu 10:00], cut-off: 20m } dans l’environnement d’ecluse.yaml',
  ),
]

export const whyMissing = (option: string): Problem => ({
  code: 'why-missing',
  kind: 'usage',
  message: words(`--${option} needs a reason`, `--${option} demande une raison`),
  expected: words('--why REASON, which everybody reads', '--why RAISON, que tout le monde lit'),
  todo: words(`ecluse train --${option} ... --why "..."`, `ecluse train --${option} ... --why "..."`),
})

export const oneOrder: Problem = {
  code: 'one-order',
  kind: 'usage',
  message: words('one order at a time', 'un ordre à la fois'),
  expected: words('one of --extra, --delay, --cancel', 'l’un de --extra, --delay, --cancel'),
  todo: words('give them one after the other', 'donnez-les l’un après l’autre'),
}

export const candidateOfExtra: Problem = {
  code: 'one-order',
  kind: 'usage',
  message: words('--candidate belongs to --extra', '--candidate va avec --extra'),
  expected: words('ecluse train --extra --candidate NUMBER', 'ecluse train --extra --candidate NUMÉRO'),
  todo: words('leave it out, or order an extra train', 'retirez-le, ou commandez un train supplémentaire'),
}

export const delayUntil: Problem = {
  code: 'at-missing',
  kind: 'usage',
  message: words('--delay needs the new time', '--delay demande la nouvelle heure'),
  expected: words(
    '--at with an instant and its offset, such as 2026-11-30T11:00-05:00',
    '--at avec un instant et son décalage, tel que 2026-11-30T11:00-05:00',
  ),
  todo: words('add --at', 'ajoutez --at'),
}

export const marks = { done: '✓', open: '·', failed: '✗', 'not-asked': '-' } as const

export const phases: Readonly<Record<'before' | 'during' | 'after', Text>> = {
  before: words('before the rollout', 'avant le déploiement'),
  during: words('while the canary runs', 'pendant le canari'),
  after: words('afterwards', 'après'),
}

export const optional: Text = words('does not block', 'ne bloque pas')

export const checklistHead = ({ environment, candidate, items }: ChecklistView): Text => {
  const asked = items.filter(({ state }) => state !== 'not-asked')
  const done = asked.filter(({ state }) => state === 'done').length
  if (candidate === null)
    return words(
      `checklist of ${environment}: nothing waits`,
      `liste de contrôle de ${environment} : rien n’attend`,
    )
  return say(
    (f) =>
      `checklist of ${environment}   candidate ${candidate.number}   ${f.count(done)} of ${f.count(asked.length)} answered`,
    (f) =>
      `liste de contrôle de ${environment}   version admissible ${candidate.number}   ${f.count(done)} sur ${f.count(asked.length)}`,
  )
}

export const noChecklist = (environment: string): readonly Text[] => [
  words(
    `no checklist is in force in ${environment}`,
    `aucune liste de contrôle n’est en vigueur dans ${environment}`,
  ),
  words('  next: ecluse init --checklist proposes one', '  ensuite : ecluse init --checklist en propose une'),
]

export const dueOf = (release: number): Text =>
  words(`after release ${release}`, `après la version ${release}`)
export const doneBy = (by: string, note: string): Text =>
  note === ''
    ? words(`done by ${by}`, `fait par ${by}`)
    : words(`done by ${by}: ${note}`, `fait par ${by} : ${note}`)
export const droppedText: Text = words(
  'not due any more: it was taken back',
  'n’est plus à faire : elle a été reprise',
)
export const plannedText: Text = words('due when it is out', 'à faire quand elle sera en service')
