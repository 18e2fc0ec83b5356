import type { Problem } from '../kernel/problem.ts'

export const staleTick = (id: string, tick: number): Problem => ({
  code: 'stale-tick',
  kind: 'conflict',
  message: {
    en: `the decision for ${id} was taken on tick ${tick}, which is not the stored one any more`,
    fr: `la décision pour ${id} a été prise au battement ${tick}, qui n’est plus celui qui est enregistré`,
  },
  expected: {
    en: 'one control plane for each data folder',
    fr: 'un seul plan de contrôle par dossier de données',
  },
  todo: { en: 'nothing: it is decided again', fr: 'rien : la décision est reprise' },
})
