import type { Problem } from '../../kernel/problem.ts'
import { say } from '../../kernel/text.ts'

export const hostOfAnother = (host: string, address: string, environment: string): Problem => ({
  code: 'host-taken',
  kind: 'conflict',
  message: say(
    () => `${host} on ${address} is already answered by ${environment}`,
    () => `${environment} répond déjà à ${host} sur ${address}`,
  ),
  expected: say(
    () => 'a host that no other environment on this address has',
    () => 'un hôte qu’aucun autre environnement n’a à cette adresse',
  ),
  todo: say(
    () =>
      'give this environment another host (`hosts`) or another `listen`, or take the route away over there first',
    () =>
      'donnez à cet environnement un autre hôte (`hosts`) ou un autre `listen`, ou retirez d’abord la route là-bas',
  ),
})

export const speaksOtherwise = (address: string, environment: string): Problem => ({
  code: 'address-speaks-otherwise',
  kind: 'conflict',
  message: say(
    () => `${environment} has ${address} too, one with TLS and the other without`,
    () => `${environment} a aussi ${address}, l’un avec TLS et l’autre sans`,
  ),
  expected: say(
    () => 'environments on one address that all speak TLS, or none',
    () => 'des environnements qui, à une même adresse, parlent tous TLS ou aucun',
  ),
  todo: say(
    () => 'declare `tls` for both, or give one of them another `listen`',
    () => 'déclarez `tls` pour les deux, ou donnez un autre `listen` à l’un d’eux',
  ),
})
