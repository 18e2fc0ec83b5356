import { join, say, type Text } from '../kernel/text.ts'

export const verified = (environment: string, release: number, components: number): Text =>
  say(
    (f) =>
      `${environment} runs release ${release} as its manifest has it: ${f.count(components)} of ${f.counted(components, 'component', 'components')}, everybody`,
    (f) =>
      `${environment} fait tourner la version ${release} telle que son manifeste la décrit : ${f.counted(components, 'composant', 'composants')} sur ${f.count(components)}, tout le monde`,
  )

export const differs = (environment: string, release: number, differences: readonly Text[]): Text => {
  const all = join(differences, '; ')
  return {
    en: `${environment} is not release ${release} as its manifest has it: ${all.en}`,
    fr: `${environment} n’est pas la version ${release} telle que son manifeste la décrit : ${all.fr}`,
  }
}

export const shareDiffers = (share: number | null): Text =>
  share === null
    ? { en: 'the router was not read', fr: 'le routeur n’a pas été lu' }
    : say(
        (f) => `${f.percent(share / 100)} of people are on it`,
        (f) => `${f.percent(share / 100)} des personnes y sont`,
      )

export const runDiffers = (component: string, value: string): Text => ({
  en: `${component} is ${value}`,
  fr: `${component} est dans l’état ${value}`,
})
