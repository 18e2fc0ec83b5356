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
  todo: /\d-/.test(version)
    ? {
        en: 'name such a version: one before a release is in no range that names none',
        fr: 'nommez une telle version : une préversion n’est dans aucune plage qui n’en nomme pas',
      }
    : { en: 'name such a version', fr: 'nommez une telle version' },
})
