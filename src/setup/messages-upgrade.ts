import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const notPrepared = (): Problem => ({
  code: 'not-prepared',
  kind: 'failed',
  message: text('nothing of ours is on that server yet', 'rien de nous n’est encore sur ce serveur'),
  expected: text('a server that ecluse setup prepared', 'un serveur préparé par ecluse setup'),
  todo: text('ecluse setup ssh://root@HOST', 'ecluse setup ssh://root@HÔTE'),
})

const tail = (said: string): string => said.trim().split('\n').slice(-8).join('\n  ')

export const refused = (before: string, wanted: string, said: string): Problem => ({
  code: 'upgrade-refused',
  kind: 'failed',
  message: text(
    `${wanted} does not come up on that server, tried beside ${before}: nothing was changed, ${before} serves\n  ${tail(said)}`,
    `${wanted} ne démarre pas sur ce serveur, essayée à côté de ${before} : rien n’a changé, ${before} sert\n  ${tail(said)}`,
  ),
  todo: text(
    'mend what is said above, or use another version of ecluse, and run the same command again',
    'corrigez ce qui est dit ci-dessus, ou utilisez une autre version d’ecluse, puis relancez la même commande',
  ),
})

export const wentBack = (before: string, wanted: string, said: string): Problem => ({
  code: 'upgrade-went-back',
  kind: 'failed',
  message: text(
    `${wanted} did not come up: ${before} serves again, and nobody was refused\n  ${tail(said)}`,
    `${wanted} n’a pas démarré : ${before} sert de nouveau, et personne n’a été refusé\n  ${tail(said)}`,
  ),
  todo: text(
    'on the server, /var/lib/ecluse/logs says why; then run the same command again',
    'sur le serveur, /var/lib/ecluse/logs dit pourquoi ; relancez ensuite la même commande',
  ),
})

export const stuck = (before: string, wanted: string, said: string): Problem => ({
  code: 'upgrade-stuck',
  kind: 'failed',
  message: text(
    `${wanted} did not come up, and the way back to ${before} did not end either\n  ${tail(said)}`,
    `${wanted} n’a pas démarré, et le retour à ${before} n’a pas abouti non plus\n  ${tail(said)}`,
  ),
  todo: text(
    'run the same command again: it goes back first; on the server, journalctl -u ecluse.service says more',
    'relancez la même commande : elle revient d’abord en arrière ; sur le serveur, journalctl -u ecluse.service en dit plus',
  ),
})

export const unfollowed = (wanted: string, said: Text): Problem => ({
  code: 'upgrade-not-followed',
  kind: 'unavailable',
  message: text(
    `the connection was lost while the server changes over to ${wanted}: it goes on there by itself, or back (${said.en})`,
    `la connexion a été perdue pendant que le serveur passe à ${wanted} : il continue de lui-même, ou revient (${said.fr})`,
  ),
  todo: text(
    'run the same command again: it waits for what is under way, and says how it ended',
    'relancez la même commande : elle attend ce qui est en cours, et dit comment cela s’est terminé',
  ),
})

export const steps = {
  waits: text(
    'an upgrade is under way on that server: waits for its end',
    'une mise à niveau est en cours sur ce serveur : on en attend la fin',
  ),
  files: text('put its units and its command beside it', 'mettre ses unités et sa commande à côté d’elle'),
  unfinished: (version: string) =>
    say(
      () => `go back to ${version}, which an earlier upgrade did not get away from`,
      () => `revenir à ${version}, qu’une mise à niveau antérieure n’a pas pu quitter`,
    ),
  change: (before: string, version: string) =>
    say(
      () =>
        `try ${version} beside ${before}, then change over: supervisor, data plane, control plane; nobody is refused, and where one does not come up all go back`,
      () =>
        `essayer ${version} à côté de ${before}, puis passer à elle : superviseur, plan de données, plan de contrôle ; personne n’est refusé, et si l’un ne démarre pas tout revient`,
    ),
} as const
