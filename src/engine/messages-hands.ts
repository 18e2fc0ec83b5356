import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const handedOver = (environment: string, release: number | null): Text => ({
  en: `${environment} is in your hands${release === null ? '' : `, with the rollout of release ${release}`}: nothing of ours touches it until ecluse take-back`,
  fr: `${environment} est entre vos mains${release === null ? '' : `, avec le déploiement de la version ${release}`} : rien de nous n’y touche jusqu’à ecluse take-back`,
})
export const takenInHand = (
  environment: string,
  to: 'returning' | 'moving' | null,
  release: number,
): Text => {
  const then = {
    returning: { en: `; release ${release} is taken back`, fr: ` ; la version ${release} est reprise` },
    moving: {
      en: `; release ${release} goes on from what is read`,
      fr: ` ; la version ${release} continue d’après ce qui est lu`,
    },
    none: { en: '', fr: '' },
  }[to ?? 'none']
  return {
    en: `${environment} is in the machine’s hands again${then.en}`,
    fr: `${environment} est de nouveau entre les mains de la machine${then.fr}`,
  }
}
export const waitsForTakeBack = (environment: string, by: string): Text => ({
  en: `${environment} is in the hands of ${by}: ecluse take-back gives it to the machine again`,
  fr: `${environment} est entre les mains de ${by} : ecluse take-back le rend à la machine`,
})

const refusal = (code: Code, kind: Problem['kind'], message: Text, todo: Text): Problem => ({
  code,
  kind,
  message,
  todo,
})

export const inHands = (environment: string, by: string): Problem =>
  refusal(
    'handed-over',
    'conflict',
    {
      en: `${environment} is in the hands of ${by}: nothing of ours touches it`,
      fr: `${environment} est entre les mains de ${by} : rien de nous n’y touche`,
    },
    {
      en: `give it to the machine again first: ecluse take-back --environment ${environment}`,
      fr: `rendez-le d’abord à la machine : ecluse take-back --environment ${environment}`,
    },
  )
export const notInHands = (environment: string): Problem =>
  refusal(
    'not-handed-over',
    'conflict',
    { en: `${environment} was not handed over`, fr: `${environment} n’a été remis à personne` },
    { en: 'ecluse status shows where it stands', fr: 'ecluse status montre où il en est' },
  )
export const whichWay = (release: number): Problem => ({
  ...refusal(
    'which-way',
    'usage',
    {
      en: `the rollout of release ${release} can be taken back or go on`,
      fr: `le déploiement de la version ${release} peut être repris ou continuer`,
    },
    {
      en: 'say it: ecluse take-back --to returning, or --to moving',
      fr: 'dites-le : ecluse take-back --to returning, ou --to moving',
    },
  ),
  expected: { en: '--to returning or --to moving', fr: '--to returning ou --to moving' },
})
export const worldUnread = (parts: readonly string[]): Problem =>
  refusal(
    'world-unread',
    'unavailable',
    say(
      (f) => `how things stand cannot be read now: ${f.list(parts)} does not answer`,
      (f) => `l’état des choses n’est pas lisible pour le moment : ${f.list(parts)} ne répond pas`,
    ),
    { en: 'find out why: ecluse doctor', fr: 'cherchez pourquoi : ecluse doctor' },
  )
