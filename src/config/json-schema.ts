import { z } from 'zod'
import type { Language } from '../kernel/text.ts'
import { file } from './schema.ts'
import { documentation } from './tables.ts'

const titles: Readonly<Record<Language, string>> = {
  en: 'ecluse.yaml: how an application is built, tested and released',
  fr: 'ecluse.yaml : comment une application est construite, testée et mise en production',
}

/** JSON Schema (draft 2020-12) of `ecluse.yaml` for editors, from the definition that `readConfig` checks by. */
export const jsonSchema = (language: Language = 'en'): object => ({
  title: titles[language],
  ...z.toJSONSchema(file, {
    io: 'input',
    override: ({ zodSchema, jsonSchema: made }) => {
      const text = documentation(zodSchema)
      if (text !== undefined) made.description = text[language]
    },
  }),
})
