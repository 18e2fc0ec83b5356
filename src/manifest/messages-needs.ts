import type { Problem } from '../kernel/problem.ts'
import type { Unmet } from './needs.ts'

export const unmet = ({ component, need, range, version }: Unmet): Problem => ({
  code: 'needs-unmet',
  kind: 'usage',
  message: {
    en: `${component} needs ${need} ${range}, and the set has ${version}`,
    fr: `${component} a besoin de ${need} ${range}, et l’ensemble a ${version}`,
  },
  expected: {
    en: `a Semantic Version of ${need} in ${range}`,
    fr: `une version sémantique de ${need} dans ${range}`,
  },
  todo: { en: 'name such a version', fr: 'nommez une telle version' },
})
