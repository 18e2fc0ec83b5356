import type { Problem } from '../kernel/problem.ts'

export const floorNotRead = (file: string): Problem => ({
  code: 'policy-not-read',
  kind: 'usage',
  message: {
    en: `the policy file ${file} cannot be read`,
    fr: `le fichier de politique ${file} est illisible`,
  },
  place: { file },
  expected: {
    en: 'a file of text such as `environments: { "*": { after: staging } }`',
    fr: 'un fichier de texte tel que `environments: { "*": { after: staging } }`',
  },
  todo: { en: 'name another one, or correct it', fr: 'nommez-en un autre, ou corrigez-le' },
})
