import { same, say, type Text } from '../src/kernel/text.ts'

const changes: Readonly<Record<'v1' | 'v1.1' | 'v2' | 'v3', Text>> = {
  v1: { en: 'the first release', fr: 'la première version' },
  'v1.1': { en: 'receipts without zeros (api)', fr: 'des reçus sans zéros (api)' },
  v2: { en: 'a new look (web), as a canary', fr: 'une nouvelle apparence (web), en canari' },
  v3: { en: 'check digits in receipts (api)', fr: 'des chiffres de contrôle dans les reçus (api)' },
}

/** Every sentence that the demo says. */
export const words = {
  change: (name: keyof typeof changes): Text => changes[name],
  nothing: same(''),
  placeholder: say(
    (f) => f.count(0),
    (f) => f.count(0),
  ),
}
