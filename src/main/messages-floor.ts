import type { Problem } from '../kernel/problem.ts'

/** Root can read it; the user that the control plane runs as cannot. */
export const floorNotReadable = (file: string, uid: number): Problem => ({
  code: 'policy-not-read',
  kind: 'usage',
  message: {
    en: `${file} cannot be read by the user that the control plane runs as (${uid}): nothing would start`,
    fr: `${file} est illisible pour le compte du plan de contrôle (${uid}) : rien ne partirait`,
  },
  place: { file },
  expected: {
    en: 'a file that this user may read, in folders that it may pass through',
    fr: 'un fichier que ce compte peut lire, dans des dossiers qu’il peut traverser',
  },
  todo: {
    en: `put it into /etc/ecluse, and: chmod 644 ${file}`,
    fr: `mettez-le dans /etc/ecluse, puis : chmod 644 ${file}`,
  },
})

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
