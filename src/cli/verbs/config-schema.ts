import { jsonSchema } from '../../config/json-schema.ts'
import type { Verb } from '../verb.ts'

export const configSchema: Verb = {
  anywhere: true,
  more: [
    {
      en: 'JSON Schema 2020-12, with each key’s meaning, from the same definition that ecluse check checks by.',
      fr: 'JSON Schema 2020-12, avec le sens de chaque clé, tiré de la même définition que celle d’ecluse check.',
    },
  ],
  examples: [
    {
      line: 'ecluse config schema > ecluse.schema.json',
      says: {
        en: 'then, as the first line of ecluse.yaml: # yaml-language-server: $schema=ecluse.schema.json',
        fr: 'puis, en première ligne d’ecluse.yaml : # yaml-language-server: $schema=ecluse.schema.json',
      },
    },
  ],
  json: { en: 'the same schema, on one line', fr: 'le même schéma, sur une ligne' },
  run: async ({ terminal }) => {
    const schema = jsonSchema(terminal.language)
    if (terminal.json) terminal.document('schema', schema)
    else terminal.raw(`${JSON.stringify(schema, null, 2)}\n`)
    return 0
  },
}
