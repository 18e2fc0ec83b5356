import { example } from '../../config/example.ts'
import type { Verb } from '../verb.ts'

export const configExample: Verb = {
  anywhere: true,
  examples: [
    { line: 'ecluse config example | less', says: { en: 'to look a key up', fr: 'pour y chercher une clé' } },
  ],
  json: { en: '{"example"}: the same text', fr: '{"example"} : le même texte' },
  run: async ({ terminal }) => {
    const text = example(terminal.language)
    if (terminal.json) terminal.document('example', { example: text })
    else terminal.raw(text)
    return 0
  },
}
