import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

export const noCommand = (): Problem => ({
  code: 'no-command',
  kind: 'usage',
  message: {
    en: 'a component and a command are needed',
    fr: 'il faut un composant et une commande',
  },
  expected: { en: 'ecluse run COMPONENT -- COMMAND...', fr: 'ecluse run COMPOSANT -- COMMANDE...' },
  todo: {
    en: 'for example: ecluse run api -- node console.js',
    fr: 'par exemple : ecluse run api -- node console.js',
  },
})

export const commandLost = (component: string): Problem => ({
  code: 'command-lost',
  kind: 'unavailable',
  message: {
    en: `the connection to the command in ${component} was lost, and it was ended`,
    fr: `la connexion à la commande dans ${component} a été perdue, et elle a été terminée`,
  },
  todo: {
    en: 'begin it anew, or let it go on by itself: ecluse run --detach',
    fr: 'relancez-la, ou laissez-la se poursuivre d’elle-même : ecluse run --detach',
  },
})

export const commandEnded = (signal: string): Text => ({
  en: `the command was ended by ${signal}`,
  fr: `la commande a été terminée par ${signal}`,
})

export const noCount = (): Problem => ({
  code: 'no-count',
  kind: 'usage',
  message: {
    en: 'a component and a number of instances are needed',
    fr: 'il faut un composant et un nombre d’instances',
  },
  expected: { en: 'ecluse scale COMPONENT N, N from 0 to 100', fr: 'ecluse scale COMPOSANT N, N de 0 à 100' },
  todo: { en: 'for example: ecluse scale web 3', fr: 'par exemple : ecluse scale web 3' },
})
