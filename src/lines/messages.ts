import type { Problem } from '../kernel/problem.ts'
import { say } from '../kernel/text.ts'

export const notThere = (path: string): Problem => ({
  code: 'not-there',
  kind: 'unavailable',
  message: say(
    () => `nothing answers on ${path}`,
    () => `rien ne répond sur ${path}`,
  ),
  todo: say(
    () => 'it starts again by itself within a second; if not: ecluse server',
    () => 'le service redémarre de lui-même en une seconde ; sinon : ecluse server',
  ),
})

export const cutOff = (path: string): Problem => ({
  code: 'connection-lost',
  kind: 'unavailable',
  message: say(
    () => `the connection to ${path} was lost before the answer`,
    () => `la connexion à ${path} a été perdue avant la réponse`,
  ),
  todo: say(
    () => 'try again: every request may be repeated',
    () => 'réessayez : toute demande peut être répétée',
  ),
})
