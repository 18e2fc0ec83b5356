import type { Text } from '../../kernel/text.ts'

export const noKey = (): Text => ({
  en: 'its secret holds no API key',
  fr: 'son secret ne porte aucune clé d’API',
})

export const incomplete = (): Text => ({
  en: 'it has no template or nobody to write to',
  fr: 'il n’a pas de gabarit, ou personne à qui écrire',
})

/** Of both languages: a field of the answer. */
export const noId = 'id: null'
