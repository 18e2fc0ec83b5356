import { entry } from './expectation.ts'

/** What is expected of the values of a train. */
export const trainExpectations = {
  train: entry(
    'bad-value',
    'a map such as `{ departs: [Mon-Thu 10:00], cut-off: 20m, conductor: delivery-manager }`',
    'une table telle que `{ departs: [Mon-Thu 10:00], cut-off: 20m, conductor: delivery-manager }`',
  ),
  depart: entry(
    'bad-departure',
    'days and a time such as `Mon-Thu 10:00`, or a list of such; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, times go from `00:00` to `23:59`',
    'des jours et une heure tels que `Mon-Thu 10:00`, ou une liste ; les jours sont Mon, Tue, Wed, Thu, Fri, Sat, Sun, les heures vont de `00:00` à `23:59`',
  ),
  boards: entry(
    'bad-value',
    '`all`, `{ label: NAME }` or `{ branch: NAME }`',
    '`all`, `{ label: NOM }` ou `{ branch: NOM }`',
  ),
  branch: entry('bad-branch', 'the name of a branch, such as `main`', 'le nom d’une branche, tel que `main`'),
} as const
