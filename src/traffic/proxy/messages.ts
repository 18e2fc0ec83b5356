import type { Problem } from '../../kernel/problem.ts'
import { same, say } from '../../kernel/text.ts'

export const staleGeneration = (environment: string, given: number, highest: number): Problem => ({
  code: 'stale-generation',
  kind: 'conflict',
  message: say(
    () =>
      `generation ${given} is older than ${highest}, which the traffic of ${environment} has already seen: nothing was done`,
    () =>
      `la génération ${given} est antérieure à ${highest}, déjà vue par le trafic de ${environment} : rien n’a été fait`,
  ),
  expected: say(
    () => `a generation of ${highest} or higher`,
    () => `une génération égale ou supérieure à ${highest}`,
  ),
})

export const badSplit = (environment: string, what: string): Problem => ({
  code: 'bad-split',
  kind: 'usage',
  message: say(
    () => `the traffic of ${environment} cannot be split so: ${what}`,
    () => `le trafic de ${environment} ne peut pas être réparti ainsi : ${what}`,
  ),
})

export const unknownOperation = (op: string): Problem => ({
  code: 'unknown-operation',
  kind: 'usage',
  message: say(
    () => `the data plane knows no operation “${op}”`,
    () => `le plan de données ne connaît pas l’opération « ${op} »`,
  ),
})

export const addressOfAnother = (address: string, environment: string): Problem => ({
  code: 'address-taken',
  kind: 'conflict',
  message: say(
    () => `${address} is already the address of ${environment}`,
    () => `${address} est déjà l’adresse de ${environment}`,
  ),
  expected: say(
    () => 'an address of its own, or hosts that tell the two apart',
    () => 'une adresse à lui, ou des hôtes qui distinguent les deux',
  ),
  todo: say(
    () => 'give each environment another `listen`, or write the `hosts` of both',
    () => 'donnez à chaque environnement un autre `listen`, ou écrivez les `hosts` des deux',
  ),
})

const addressHeld = (address: string): Problem => ({
  code: 'address-taken',
  kind: 'unavailable',
  message: say(
    () => `${address} is taken: something else listens there`,
    () => `${address} est occupée : un autre programme y écoute déjà`,
  ),
  todo: say(
    () => 'stop what listens there, or choose another listen address',
    () => 'arrêtez ce qui écoute à cette adresse, ou choisissez-en une autre',
  ),
})

const addressRefused = (address: string, reason: string): Problem => ({
  code: 'address-refused',
  kind: 'unavailable',
  message: say(
    () => `the system refuses to listen on ${address} (${reason})`,
    () => `le système refuse d’écouter sur ${address} (${reason})`,
  ),
  todo: say(
    () => 'give an address and a port of this machine that its user may listen on',
    () => 'donnez une adresse et un port de cette machine où cet utilisateur peut écouter',
  ),
})

export const cannotListen = (address: string, reason: string): Problem =>
  reason === 'EADDRINUSE' ? addressHeld(address) : addressRefused(address, reason)

export const socketNotHanded = (address: string): Problem => ({
  code: 'socket-not-handed',
  kind: 'unavailable',
  message: say(
    () => `the supervisor did not hand over the socket of ${address} in time`,
    () => `le superviseur n’a pas remis à temps le socket de ${address}`,
  ),
  todo: say(
    () => 'it is asked again by itself',
    () => 'la demande est répétée d’elle-même',
  ),
})

export const damagedState = (file: string): Problem => ({
  code: 'damaged-state',
  kind: 'failed',
  message: say(
    () => `${file} cannot be read as what a data plane wrote`,
    () => `${file} n’est pas lisible comme état d’un plan de données`,
  ),
  place: { file },
  todo: say(
    () => 'move the file away: the next release routes the traffic anew',
    () => 'déplacez ce fichier : la prochaine version répartira de nouveau le trafic',
  ),
})

export const newerState = (file: string, found: number): Problem => ({
  code: 'newer-state',
  kind: 'conflict',
  message: say(
    () => `${file} was written by a newer Écluse (format ${found})`,
    () => `${file} a été écrit par une version plus récente d’Écluse (format ${found})`,
  ),
  place: { file },
  todo: say(
    () => 'use the newer Écluse',
    () => 'utilisez la version plus récente d’Écluse',
  ),
})

export const alreadyRuns = (socket: string): Problem => ({
  code: 'already-runs',
  kind: 'conflict',
  message: say(
    () => `another data plane of this folder answers on ${socket}`,
    () => `un autre plan de données de ce dossier répond sur ${socket}`,
  ),
  place: { file: socket },
})

export const unexpected = (error: unknown): Problem => ({
  code: 'unexpected',
  kind: 'failed',
  message: same(error instanceof Error ? error.message : String(error)),
})
