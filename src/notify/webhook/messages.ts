import type { Text } from '../../kernel/text.ts'

export const noKey = (): Text => ({
  en: 'its key is shorter than 24 bytes: nothing is sent unsigned',
  fr: 'sa clé a moins de 24 octets : rien n’est envoyé sans signature',
})

/** Of both languages: what stands where an answer was expected. */
export const signInPage = '<html>'
