import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const noTrainHere = (environment: string): Problem => ({
  code: 'no-train',
  kind: 'conflict',
  message: words(
    `no train is in force in ${environment}`,
    `aucun train n’est en vigueur dans ${environment}`,
  ),
  expected: words(
    'a release that declares `train`, and is fully out',
    'une version qui déclare `train`, entièrement en service',
  ),
  todo: words(
    'add `train` to the environment in ecluse.yaml, and ship; without one every release goes when its turn comes',
    'ajoutez `train` à l’environnement dans ecluse.yaml, puis livrez ; sans train, chaque version part à son tour',
  ),
})

export const notTheConductor = (role: string | null): Problem => ({
  code: 'not-the-conductor',
  kind: 'refused',
  message: words('this is for the conductor of the train', 'ceci revient au chef de train'),
  expected:
    role === null
      ? words('a member of role `admin`', 'un membre de rôle `admin`')
      : words(
          `a member of role \`admin\`, or an approver of role \`${role}\` by the key that was used`,
          `un membre de rôle \`admin\`, ou un approbateur de rôle \`${role}\` d’après la clé utilisée`,
        ),
  todo: words('ask one of them', 'demandez à l’un d’eux'),
})

export const noSuchDeparture = (id: string, known: readonly string[]): Problem => ({
  code: 'unknown-departure',
  kind: 'not-found',
  message: words(`no train leaves at \`${id.slice(0, 60)}\``, `aucun train ne part à \`${id.slice(0, 60)}\``),
  expected: say(
    (f) => `a departure of the board, such as ${f.list(known)}`,
    (f) => `un départ du tableau, tel que ${f.list(known)}`,
  ),
  todo: words('look at the board: ecluse train', 'consultez le tableau : ecluse train'),
})

export const notAboard = (number: number, environment: string): Problem => ({
  code: 'not-aboard',
  kind: 'not-found',
  message: words(
    `candidate ${number} waits for no train of ${environment}`,
    `la version admissible ${number} n’attend aucun train de ${environment}`,
  ),
  expected: words('the number of one that boarded', 'le numéro d’une version embarquée'),
  todo: words('look at the board: ecluse train', 'consultez le tableau : ecluse train'),
})

export const departureOver = (id: string, state: 'left' | 'cancelled'): Problem => ({
  code: 'departure-over',
  kind: 'conflict',
  message:
    state === 'left'
      ? words(`the train of ${id} has left`, `le train du ${id} est parti`)
      : words(`the train of ${id} was cancelled`, `le train du ${id} a été annulé`),
  expected: words('one that boards or waits', 'un train qui embarque ou qui attend'),
  todo: words('look at the board: ecluse train', 'consultez le tableau : ecluse train'),
})

export const badTime = (): Problem => ({
  code: 'bad-time',
  kind: 'usage',
  message: words('no train can leave at that time', 'aucun train ne peut partir à cette heure'),
  expected: words(
    'an instant to come, within 60 days; of a delay one after the departure',
    'un instant à venir, d’ici 60 jours ; pour un retard, après le départ',
  ),
  todo: words('give another time', 'donnez une autre heure'),
})
