import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { sourceOf } from '../../config/decode.ts'
import { readConfigWithWarnings } from '../../config/read.ts'
import { type Problem, ProblemError } from '../../kernel/problem.ts'
import { configName, findConfig } from '../application.ts'
import { findingsOf } from '../doctor/findings.ts'
import { allWell, foundBy, marked, mendedBy } from '../doctor/words.ts'
import type { Context, Verb } from '../verb.ts'

/** What the file here says wrong; null where there is none. */
const configProblems = ({ machine }: Context): readonly Problem[] | null => {
  const file = findConfig(machine.folder)
  if (file === null) return null
  try {
    readConfigWithWarnings(sourceOf(relative(machine.folder, file) || configName, readFileSync(file)))
    return []
  } catch (error) {
    if (error instanceof ProblemError) return error.problems
    throw error
  }
}

export const doctor: Verb = {
  onlyHere: true,
  more: [
    {
      en: 'Looks at this machine, the data folder, our processes, the edge, what runs, what does not go on elsewhere (receivers, notes, anchors, manifests in git), and ecluse.yaml here. It starts nothing and waits for nothing that is dead. Code 1 when something is wrong; notes do not change the code.',
      fr: 'Examine cette machine, le dossier de données, nos processus, l’accès, ce qui tourne, ce qui n’avance pas ailleurs (destinataires, notes, ancrages, manifestes dans git), et l’ecluse.yaml d’ici. Elle ne démarre rien et n’attend rien de ce qui est mort. Code 1 quand quelque chose est à corriger ; ce qui est seulement à savoir ne change pas le code.',
    },
  ],
  examples: [
    { line: 'ecluse doctor', says: { en: 'what is wrong here', fr: 'ce qui ne va pas ici' } },
    {
      line: 'ecluse doctor --json | jq -r ".findings[].mend"',
      says: { en: 'the commands that mend it', fr: 'les commandes qui y remédient' },
    },
  ],
  json: {
    en: '{data,findings:[{code,severity,text,found,mend,todo}]}: severity is wrong or note, mend a command or null',
    fr: '{data,findings:[{code,severity,text,found,mend,todo}]} : severity vaut wrong ou note, mend est une commande ou null',
  },
  run: async (context) => {
    const { terminal, machine } = context
    const seen = await machine.examine(context.data)
    const findings = findingsOf({ ...seen, config: configProblems(context) }, process.getuid?.() ?? 0)
    if (terminal.json) terminal.document('doctor', { data: context.data, findings })
    else if (findings.length === 0) terminal.say(allWell)
    else
      terminal.say(
        ...findings.flatMap(({ severity, text, found, mend, todo }) => [
          marked(severity, text),
          foundBy(found),
          ...(mend === null ? [] : [mendedBy(mend)]),
          ...(todo === undefined ? [] : [{ en: `  ${todo.en}`, fr: `  ${todo.fr}` }]),
        ]),
      )
    return findings.some(({ severity }) => severity === 'wrong') ? 1 : 0
  },
}
