import { say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import type { Verdict } from '../kernel/verdict.ts'
import { lastWord } from './last-word.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const printed = (component: string, name: string): Text =>
  words(`the SQL of ${component} was printed: ${name}`, `le SQL de ${component} a été écrit : ${name}`)

export const printedNothing: Text = words(
  'it printed nothing; where nothing changes it prints a comment, such as `-- nothing`',
  'elle n’a rien écrit ; là où rien ne change, elle écrit un commentaire, tel que `-- rien`',
)

export const printedTooMuch = (most: number): Text =>
  say(
    (f) => `it printed more than ${f.count(most / 1_048_576)} MiB`,
    (f) => `elle a écrit plus de ${f.count(most / 1_048_576)} Mio`,
  )

type End = { readonly code: number | null; readonly signal: string | null; readonly timedOut: boolean }

/** How it ended, and the last that it wrote. */
export const endedBadly = (
  { code, signal, timedOut }: End,
  within: Ms,
  lastLines: readonly string[],
): Text => {
  const last = lastWord(lastLines)
  const said = last === null ? '' : `« ${last.slice(0, 200)} »`
  const en = last === null ? '' : `: “${last.slice(0, 200)}”`
  if (timedOut)
    return say(
      (f) => `it took longer than ${f.duration(within)}${en}`,
      (f) => `elle a pris plus de ${f.duration(within)}${said === '' ? '' : ` : ${said}`}`,
    )
  const how = String(code ?? signal ?? '?')
  return words(
    `it ended with ${how}${en}`,
    `elle s’est terminée par ${how}${said === '' ? '' : ` : ${said}`}`,
  )
}

/** Without what it is the SQL of. */
export const notPrinted = (command: readonly string[], why: Text): Text =>
  words(
    `\`${command.join(' ')}\` printed no SQL: ${why.en}`,
    `\`${command.join(' ')}\` n’a pas écrit de SQL : ${why.fr}`,
  )

export const ofComponent = (component: string, name: string, { reasons: [reason] }: Verdict): Text =>
  words(
    `${component}: ${name}: ${reason?.text.en ?? ''}`,
    `${component} : ${name} : ${reason?.text.fr ?? ''}`,
  )

export const asking = (component: string, name: string, command: readonly string[]): Text =>
  words(
    `${component}: \`${command.join(' ')}\` is asked for the SQL of ${name}`,
    `${component} : le SQL de ${name} est demandé à \`${command.join(' ')}\``,
  )

const accept = (environment: string): Text =>
  words(
    `accept that nothing takes it back by itself: ecluse override migrations --environment ${environment} --why REASON`,
    `acceptez que rien ne la ramène de soi-même : ecluse override migrations --environment ${environment} --why RAISON`,
  )
export const breaksChange = (environment: string): Text =>
  words(
    `leave it to a later release, under \`contract:\`; or ${accept(environment).en}`,
    `laissez-le à une version ultérieure, sous \`contract:\` ; ou ${accept(environment).fr}`,
  )
export const unknownChange = (environment: string): Text =>
  words(
    `have \`-- ecluse: expands REASON\` printed above the statement; or ${accept(environment).en}`,
    `faites écrire \`-- ecluse: expands RAISON\` au-dessus de l’instruction ; ou ${accept(environment).fr}`,
  )
export const unreadChange = (environment: string): Text =>
  words(
    `correct \`migrations.sql\`; what passes by itself is asked again; or ${accept(environment).en}`,
    `corrigez \`migrations.sql\` ; ce qui passe de soi-même est redemandé ; ou ${accept(environment).fr}`,
  )
