import { suggest } from '../../config/suggest.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Language } from '../../kernel/text.ts'
import { isTopic, type Topic, topics } from '../../kernel/topic.ts'
import { programHelp, verbHelp } from '../help.ts'
import { pageMissing, unknownTopic } from '../messages-help.ts'
import { plainPage } from '../render/page.ts'
import type { Context, Verb } from '../verb.ts'

const pageOf = ({ machine }: Context, topic: Topic, language: Language): string => {
  const { file, text } = machine.page(topic, language)
  if (text === null) throw new ProblemError(pageMissing(topic, file))
  return plainPage(text)
}

/** Of a command, of a group of commands such as `member`, or of all. */
const commandHelp = async (words: string, language: Language): Promise<string> => {
  const { verbs } = await import('../verbs.ts')
  const entry = verbs[words]
  if (entry !== undefined) return verbHelp(words, entry.says, await entry.load(), language)
  const names = Object.keys(verbs)
  const shown = words === '' ? names : names.filter((name) => name.startsWith(`${words} `))
  if (shown.length === 0) throw new ProblemError(unknownTopic(words, suggest(words, [...topics, ...names])))
  return programHelp(
    shown.flatMap((name) => {
      const says = verbs[name]?.says
      return says === undefined ? [] : [[name, says] as const]
    }),
    language,
  )
}

export const help: Verb = {
  anywhere: true,
  argument: {
    name: { en: 'TOPIC', fr: 'SUJET' },
    says: {
      en: 'a topic or a command; without: what there is',
      fr: 'un sujet ou une commande ; sans cela : ce qu’il y a',
    },
  },
  rest: { en: '[WORD]', fr: '[MOT]' },
  more: [
    {
      en: `Topics: ${topics.join(', ')}. Every error names the one that explains it.`,
      fr: `Sujets : ${topics.join(', ')}. Chaque erreur nomme celui qui l’explique.`,
    },
  ],
  examples: [
    {
      line: 'ecluse help rollouts',
      says: { en: 'how people are moved', fr: 'comment les gens sont déplacés' },
    },
    { line: 'ecluse help member add', says: { en: 'the help of a command', fr: 'l’aide d’une commande' } },
  ],
  json: { en: '{topic,text}; topic null: of a command', fr: '{topic,text} ; topic null : d’une commande' },
  run: async (context, given) => {
    const { terminal } = context
    const words = [given.argument ?? '', ...(given.rest ?? [])].join(' ').trim()
    const { language } = terminal
    const topic = isTopic(words) ? words : null
    const text = topic === null ? await commandHelp(words, language) : pageOf(context, topic, language)
    if (terminal.json) terminal.document('help', { topic, text })
    else terminal.raw(text)
    return 0
  },
}
