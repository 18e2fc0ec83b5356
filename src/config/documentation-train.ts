import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-train.ts`. */
export const trainDocs = {
  train: doc(
    'Departures at which boarded candidates leave together, as one release. Default: each goes when its turn comes.',
    'Départs auxquels les versions embarquées partent ensemble, en une seule. Par défaut : chacune part à son tour.',
  ),
  departs: doc(
    'When trains leave, in the calendar’s time zone: one or a list such as `[Mon-Thu 10:00, Mon-Thu 14:00]`.',
    'Quand partent les trains, dans le fuseau du calendrier : un départ ou une liste telle que `[Mon-Thu 10:00, Mon-Thu 14:00]`.',
  ),
  cutOff: doc(
    'How long before a departure boarding ends; what gates and people have to say is about what is aboard then. Default: `20m`.',
    'Combien de temps avant le départ l’embarquement prend fin ; ce que les portes et les gens ont à dire porte sur ce qui est alors à bord. Par défaut : `20m`.',
  ),
  conductor: doc(
    'Role that may run an extra train, cancel one or delay it. Default: administrators alone.',
    'Rôle qui peut faire partir un train supplémentaire, en annuler ou en retarder un. Par défaut : les administrateurs seuls.',
  ),
  boards: doc(
    'Who boards: `all` (default), or those with a label, or those shipped from a branch. Others go by themselves.',
    'Qui embarque : `all` (par défaut), ou ce qui porte une étiquette, ou ce qui est livré depuis une branche. Le reste part de lui-même.',
  ),
  boardsLabel: doc(
    'Candidates with this label, given with `ecluse ship --label`.',
    'Les versions qui portent cette étiquette, donnée avec `ecluse ship --label`.',
  ),
  boardsBranch: doc('Candidates shipped from this branch.', 'Les versions livrées depuis cette branche.'),
} as const satisfies Record<string, Text>
