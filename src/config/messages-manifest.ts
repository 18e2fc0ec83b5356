import type { Problem } from '../kernel/problem.ts'
import { problem, shown } from './messages.ts'

const words = (en: string, fr: string) => ({ en, fr })

export const badRange = (range: string): Problem =>
  problem(
    'bad-value',
    `\`${shown(range)}\` is no range of versions`,
    `\`${shown(range)}\` n’est pas un intervalle de versions`,
    {
      expected: words(
        'a range of Semantic Versions such as `>=2.3`, `^1.4.0` or `1.x`',
        'un intervalle de versions sémantiques tel que `>=2.3`, `^1.4.0` ou `1.x`',
      ),
      todo: words('write such a range', 'écrivez un tel intervalle'),
    },
  )

export const nameTaken = (word: string, owner: string): Problem =>
  problem(
    'named-twice',
    `\`${shown(word)}\` already means component \`${owner}\``,
    `\`${shown(word)}\` désigne déjà le composant \`${owner}\``,
    {
      expected: words('a name that means one component', 'un nom qui désigne un seul composant'),
      todo: words('take it away here or there', 'retirez-le ici ou là-bas'),
    },
  )

export const keptNothing = (): Problem =>
  problem(
    'missing-key',
    '`manifest` names neither `file` nor `actual`',
    '`manifest` ne nomme ni `file` ni `actual`',
    {
      expected: words(
        'a file that is read, or one that is written',
        'un fichier qui est lu, ou un qui est écrit',
      ),
      todo: words('add one of them', 'ajoutez-en un'),
    },
  )

export const keptTwice = (): Problem =>
  problem(
    'named-twice',
    'what is asked for and what runs cannot be one file',
    'ce qui est demandé et ce qui fonctionne ne peuvent pas être un même fichier',
    {
      expected: words('another file', 'un autre fichier'),
      todo: words('name another one for `actual`', 'nommez-en un autre pour `actual`'),
    },
  )
