import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const translationFailed = (command: readonly string[], why: Text): Problem => ({
  code: 'translation-failed',
  kind: 'failed',
  message: {
    en: `\`${command.join(' ')}\` translated nothing: ${why.en}`,
    fr: `\`${command.join(' ')}\` n’a rien traduit : ${why.fr}`,
  },
  expected: {
    en: '`{ "texts": [...] }` on its output, a text for each that stands in `texts` on its input, and exit code 0',
    fr: '`{ "texts": [...] }` sur sa sortie, un texte pour chacun de `texts` sur son entrée, et le code de sortie 0',
  },
  todo: {
    en: 'run it by hand; until it answers, what lacks a text is marked',
    fr: 'lancez-la à la main ; tant qu’elle ne répond pas, ce qui n’a pas de texte est marqué',
  },
})

export const tookTooLong = (ms: number): Text =>
  say(
    (f) => `it took longer than ${f.duration(ms)}`,
    (f) => `elle a pris plus de ${f.duration(ms)}`,
  )

export const ended = (how: string): Text => ({
  en: `it ended with ${how}`,
  fr: `elle s’est terminée par ${how}`,
})

export const saidTooMuch: Text = { en: 'it printed more than 4 MiB', fr: 'elle a écrit plus de 4 Mio' }
