import { ProblemError } from '../../kernel/problem.ts'

const plain = (words: string): string =>
  words
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(-300)

export const tagTaken = (tag: string, commit: string): ProblemError =>
  new ProblemError({
    code: 'tag-taken',
    kind: 'conflict',
    message: {
      en: `tag ${tag} is there already, of ${commit.slice(0, 10)}`,
      fr: `l’étiquette ${tag} existe déjà, pour ${commit.slice(0, 10)}`,
    },
    expected: {
      en: 'a tag that names one commit for ever',
      fr: 'une étiquette qui désigne un commit pour toujours',
    },
    todo: {
      en: 'choose another one: ecluse version --as VERSION',
      fr: 'choisissez-en une autre : ecluse version --as VERSION',
    },
  })

export const pushRefused = (tag: string, said: string): ProblemError =>
  new ProblemError({
    code: 'push-refused',
    kind: 'unavailable',
    message: {
      en: `origin did not take tag ${tag}: ${plain(said)}`,
      fr: `origin n’a pas pris l’étiquette ${tag} : ${plain(said)}`,
    },
    todo: {
      en: `the tag is here; git push origin ${tag}`,
      fr: `l’étiquette est ici ; git push origin ${tag}`,
    },
  })
