import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '../kernel/text.ts'
import type { Topic } from '../kernel/topic.ts'
import { thisPackage } from './package-root.ts'

const folders: Readonly<Record<Language, string>> = { en: 'docs/en/concepts', fr: 'docs/fr/notions' }

/** The page about a topic, as the package carries it. */
export const page = (topic: Topic, language: Language) => {
  const file = join(thisPackage.root, folders[language], `${topic}.md`)
  return { file, text: existsSync(file) ? readFileSync(file, 'utf8') : null }
}
