import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { problem } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const oneSource = (name: string): Problem =>
  problem(
    'one-source',
    `the secret \`${name}\` needs exactly one source`,
    `il faut exactement une provenance au secret \`${name}\``,
    {
      expected: words(
        'one of `file`, `environment` and `command`, or `set`',
        '`file`, `environment` ou `command`, ou bien `set`',
      ),
      todo: words('keep one of them', 'n’en gardez qu’une'),
    },
  )

export const secretAndVariable = (name: string): Problem =>
  problem(
    'secret-and-variable',
    `\`${name}\` is a secret and a variable at the same place`,
    `\`${name}\` est un secret et une variable au même endroit`,
    {
      expected: words('each name once', 'chaque nom une seule fois'),
      todo: words(
        'take it out of `variables`: a value there is in git for ever',
        'retirez-le de `variables` : une valeur y reste pour toujours dans git',
      ),
    },
  )
