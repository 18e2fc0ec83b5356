import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Facts } from './facts.ts'
import { applicationUser, applicationUsers, places } from './places.ts'

const text = (en: string, fr: string): Text => ({ en, fr })
const problem = (code: Code, message: Text, todo?: Text, expected?: Text): Problem => ({
  code,
  kind: 'failed',
  message,
  ...(expected === undefined ? {} : { expected }),
  ...(todo === undefined ? {} : { todo }),
})

export const notRoot = (user: number): Problem =>
  problem(
    'not-root',
    say(
      () => `a server is prepared as root, and this came in as user ${user}`,
      () => `un serveur se prépare comme root, et la connexion est celle de l’utilisateur ${user}`,
    ),
    say(
      () => 'ecluse setup ssh://root@HOST',
      () => 'ecluse setup ssh://root@HÔTE',
    ),
  )

const ours = text(
  'Debian 12 or newer, or a system like it',
  'Debian 12 ou plus récent, ou un système semblable',
)
const another = text('use a server of that kind', 'utilisez un serveur de ce genre')

export const notDebian = (system: string): Problem =>
  problem(
    'not-debian',
    text(
      `the server says that it is “${system}”: only Debian and systems like it are prepared`,
      `le serveur se dit « ${system} » : seuls Debian et les systèmes semblables sont pris en charge`,
    ),
    another,
    ours,
  )

export const notSystemd = (init: string): Problem =>
  problem(
    'no-systemd',
    say(
      () => `process 1 of the server is “${init}”: only systemd is prepared`,
      () => `le processus 1 du serveur est « ${init} » : seul systemd est pris en charge`,
    ),
    another,
    ours,
  )

export const wrongMachine = (machine: string): Problem =>
  problem(
    'unknown-platform',
    say(
      () => `there is no pinned Node for ${machine}`,
      () => `aucun Node épinglé n’existe pour ${machine}`,
    ),
    say(
      () => 'use a server of x86_64 or aarch64',
      () => 'utilisez un serveur x86_64 ou aarch64',
    ),
  )

export const toolsMissing = (tools: readonly string[]): Problem =>
  problem(
    'tools-missing',
    say(
      () => `the server lacks ${tools.join(', ')}`,
      () => `il manque au serveur : ${tools.join(', ')}`,
    ),
    say(
      () => 'install them with the server’s package manager, then run setup again: it is safe to repeat',
      () =>
        'installez-les avec le gestionnaire de paquets du serveur, puis relancez setup : c’est sans risque',
    ),
  )

export const oldLibc = (found: string | null): Problem =>
  problem(
    'libc-too-old',
    say(
      () => `the server’s C library is ${found ?? 'not glibc'}: the pinned Node needs glibc 2.28 or newer`,
      () =>
        `la bibliothèque C du serveur est ${found ?? 'autre que glibc'} : le Node épinglé exige glibc 2.28 ou plus récente`,
    ),
    another,
    ours,
  )

export const noRoom = (free: number, needed: number): Problem =>
  problem(
    'disk-full',
    say(
      (f) =>
        `there are ${f.count(Math.floor(free / 1_048_576))} MiB free below /opt, and ${f.count(Math.ceil(needed / 1_048_576))} are needed`,
      (f) =>
        `il reste ${f.count(Math.floor(free / 1_048_576))} Mio sous /opt, et il en faut ${f.count(Math.ceil(needed / 1_048_576))}`,
    ),
    text(
      'make room there, then run the same command again',
      'faites-y de la place, puis relancez la même commande',
    ),
  )

export const diskFilled = (step: Text): Problem => ({
  code: 'disk-full',
  kind: 'failed',
  message: {
    en: `the server’s disk filled up while this was done: ${step.en}. Nothing that runs was changed`,
    fr: `le disque du serveur s’est rempli pendant ceci : ${step.fr}. Rien de ce qui tourne n’a changé`,
  },
  place: { file: places.home },
  expected: say(
    () => 'room for the package and what comes out of it',
    () => 'la place du paquet et de ce qui en sort',
  ),
  todo: say(
    () => `make room below ${places.home} on the server, then run the same command again`,
    () => `faites de la place sous ${places.home} sur le serveur, puis relancez la même commande`,
  ),
})

export const portTaken = (port: number): Problem =>
  problem(
    'port-taken',
    say(
      () => `another program of the server listens on port ${port}`,
      () => `un autre programme du serveur écoute sur le port ${port}`,
    ),
    say(
      () => 'stop it, or name other ports with --ports',
      () => 'arrêtez-le, ou nommez d’autres ports avec --ports',
    ),
  )

export const cutShort = (said: string): Problem =>
  problem(
    'setup-failed',
    say(
      () => `the server’s answer was cut short: ${said || 'nothing'}`,
      () => `la réponse du serveur a été coupée : ${said || 'rien'}`,
    ),
    text('run the same command again', 'relancez la même commande'),
    text('a POSIX shell at the other end', 'un shell POSIX à l’autre bout'),
  )

export const stepFailed = (step: Text, code: number | null, said: string): Problem => ({
  code: 'setup-failed',
  kind: 'failed',
  message: {
    en: `“${step.en}” failed (${code ?? 'no code'}): ${said.trim()}`,
    fr: `« ${step.fr} » a échoué (${code ?? 'sans code'}) : ${said.trim()}`,
  },
  todo: say(
    () => 'mend it and run the same command again: what is done is not done twice',
    () => 'corrigez, puis relancez la même commande : ce qui est fait ne se refait pas',
  ),
})

export const steps = {
  deed: (by: string) =>
    say(
      () => `write down that ${by} does this, for the ledger`,
      () => `noter que ${by} le fait, pour le registre`,
    ),
  tools: (names: readonly string[]) =>
    say(
      () => `install ${names.join(' and ')} with apt-get`,
      () => `installer ${names.join(' et ')} avec apt-get`,
    ),
  account: say(
    () => `make the account ${places.account}, without a password: ours, and people’s way in over ssh`,
    () => `créer le compte ${places.account}, sans mot de passe : le nôtre, et l’entrée des gens par ssh`,
  ),
  users: say(
    () =>
      `make the users ${applicationUser(1)} to ${applicationUsers}, which the code of applications runs as`,
    () =>
      `créer les utilisateurs ${applicationUser(1)} à ${applicationUsers}, sous lesquels tourne le code des applications`,
  ),
  list: say(
    () => `write ${places.users}: the only users that anything is started as`,
    () => `écrire ${places.users} : les seuls utilisateurs sous lesquels quelque chose est lancé`,
  ),
  install: (version: string, megabytes: number) =>
    say(
      (f) =>
        `put version ${version} and its Node into ${places.home} (${f.count(megabytes)} MB there; compressed over ssh)`,
      (f) =>
        `mettre la version ${version} et son Node dans ${places.home} (${f.count(megabytes)} Mo une fois là ; compressés par ssh)`,
    ),
  current: (version: string) =>
    say(
      () => `make ${version} the current version`,
      () => `faire de ${version} la version courante`,
    ),
  command: say(
    () => `write the command ${places.command}`,
    () => `écrire la commande ${places.command}`,
  ),
  units: (ports: readonly number[]) =>
    say(
      () =>
        `install one service, the supervisor’s, and one socket unit that holds port ${ports.join(' and ')}`,
      () =>
        `installer un service, celui du superviseur, et une unité de sockets qui tient le port ${ports.join(' et ')}`,
    ),
  start: say(
    () => 'start them, now and at every boot',
    () => 'les démarrer, maintenant et à chaque démarrage',
  ),
  keys: (names: readonly string[]) =>
    say(
      () => `make the keys that root accepts the first admins: ${names.join(', ')}`,
      () => `faire des clés que root accepte les premiers administrateurs : ${names.join(', ')}`,
    ),
} as const

export const found = (facts: Facts, platform: string): Text =>
  say(
    () =>
      `found: ${facts.system} on ${platform}, ${facts.current === null ? 'nothing of ours yet' : `version ${facts.current}`}`,
    () =>
      `trouvé : ${facts.system} sur ${platform}, ${facts.current === null ? 'rien de nous encore' : `version ${facts.current}`}`,
  )

export const withoutFilter = say(
  () => 'warning: there is no `nft`: applications of this server can connect to each other’s ports',
  () =>
    'avertissement : `nft` est absent : les applications de ce serveur peuvent se joindre par leurs ports',
)

export const clockDiffers = (seconds: number): Text =>
  say(
    (f) => `warning: the server’s clock differs from this one by ${f.count(seconds)} s`,
    (f) => `avertissement : l’horloge du serveur diffère de celle-ci de ${f.count(seconds)} s`,
  )
