import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })
const saying = (said: string): Text =>
  said === '' ? text('', '') : text(` (ssh says: ${said})`, ` (ssh dit : ${said})`)

export const badServer = (given: string): Problem => ({
  code: 'bad-server',
  kind: 'usage',
  message: text(`“${given}” names no server`, `« ${given} » ne désigne aucun serveur`),
  expected: text(
    'ssh://USER@HOST or ssh://USER@HOST:PORT',
    'ssh://UTILISATEUR@HÔTE ou ssh://UTILISATEUR@HÔTE:PORT',
  ),
  todo: text('write for example ssh://ecluse@example.org', 'écrivez par exemple ssh://ecluse@example.org'),
})

export const sshMissing = (): Problem => ({
  code: 'ssh-missing',
  kind: 'unavailable',
  message: text('there is no ssh on this machine', 'il n’y a pas de ssh sur cette machine'),
  expected: text('OpenSSH’s client on the PATH', 'le client d’OpenSSH dans le PATH'),
  todo: text('install it: apt-get install openssh-client', 'installez-le : apt-get install openssh-client'),
})

const hostOf = (server: string): string => server.replace(/^ssh:\/\/(?:[^@]*@)?/, '').replace(/\/$/, '')

/** As ssh-keygen names a host: with its port in brackets. */
const knownAs = (server: string): string => {
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(hostOf(server)) ?? []
  return port === undefined ? host : `[${host}]:${port}`
}

export const hostKeyChanged = (server: string, file: string | null, line: number | null): Problem => ({
  code: 'host-key-changed',
  kind: 'refused',
  message: text(
    `the host key of ${server} is not the one that is known: the server was set up anew, or somebody stands in between. Nothing was sent`,
    `la clé d’hôte de ${server} n’est pas celle qui est connue : le serveur a été réinstallé, ou quelqu’un s’est interposé. Rien n’a été envoyé`,
  ),
  place: file === null ? { file: server } : { file, ...(line === null ? {} : { line }) },
  expected: text('the host key that is written there', 'la clé d’hôte qui y est inscrite'),
  todo: text(
    `compare the fingerprint with whoever runs the server; only if it is right: ssh-keygen -R '${knownAs(server)}'`,
    `comparez l’empreinte avec qui tient le serveur ; seulement si elle est juste : ssh-keygen -R '${knownAs(server)}'`,
  ),
})

export const hostKeyUnknown = (server: string): Problem => ({
  code: 'host-key-unknown',
  kind: 'refused',
  message: text(
    'the server’s host key is not known here, and nobody can be asked. Nothing was sent',
    'la clé d’hôte du serveur n’est pas connue ici, et personne ne peut être interrogé. Rien n’a été envoyé',
  ),
  place: { file: server },
  expected: text(
    'its line in ~/.ssh/known_hosts, or in ECLUSE_KNOWN_HOSTS',
    'sa ligne dans ~/.ssh/known_hosts, ou dans ECLUSE_KNOWN_HOSTS',
  ),
  todo: text(
    'on a terminal ssh asks once; for CI take the line from the server itself: cat /etc/ssh/ssh_host_ed25519_key.pub',
    'dans un terminal, ssh le demande une fois ; pour l’intégration continue, prenez la ligne sur le serveur même : cat /etc/ssh/ssh_host_ed25519_key.pub',
  ),
})

export const denied = (server: string, said: string): Problem => ({
  code: 'ssh-denied',
  kind: 'refused',
  message: text(
    `none of your keys is let in${saying(said).en}`,
    `aucune de vos clés n’est admise${saying(said).fr}`,
  ),
  place: { file: server },
  expected: text('a key that is a member’s', 'une clé qui est celle d’un membre'),
  todo: text(
    'ask an administrator: ecluse member add NAME --key FILE, with your public key',
    'demandez à un administrateur : ecluse member add NOM --key FICHIER, avec votre clé publique',
  ),
})

export const notThere = (server: string): Problem => ({
  code: 'no-ecluse-there',
  kind: 'unavailable',
  message: text('there is no ecluse on the server', 'il n’y a pas d’ecluse sur le serveur'),
  place: { file: server },
  expected: text(
    'a server that was prepared, with ecluse on the account’s PATH',
    'un serveur préparé, avec ecluse dans le PATH du compte',
  ),
  todo: text(
    `prepare it: ecluse setup ssh://root@${hostOf(server)}`,
    `préparez-le : ecluse setup ssh://root@${hostOf(server)}`,
  ),
})

export const notReached = (server: string, said: string): Problem => ({
  code: 'server-not-reached',
  kind: 'unavailable',
  message: text(
    `the server cannot be reached${saying(said).en}`,
    `le serveur est injoignable${saying(said).fr}`,
  ),
  place: { file: server },
  expected: text('an sshd that answers there', 'un sshd qui y répond'),
  todo: text(
    `see whether this works: ssh ${knownAs(server)}; what was begun on the server goes on`,
    `voyez si ceci fonctionne : ssh ${knownAs(server)} ; ce qui a été commencé sur le serveur continue`,
  ),
})

export const sshFailed = (server: string, code: number | null, said: string): Problem => ({
  code: 'ssh-failed',
  kind: 'unavailable',
  message: text(
    `ssh ended with ${code ?? 'a signal'} before an answer came${saying(said).en}`,
    `ssh s’est terminé avec ${code ?? 'un signal'} avant toute réponse${saying(said).fr}`,
  ),
  place: { file: server },
  expected: text('the greeting of “ecluse connect”', 'la salutation de « ecluse connect »'),
  todo: text(
    'see what it says: ssh with the same address and “ecluse connect”',
    'voyez ce qu’il dit : ssh avec la même adresse et « ecluse connect »',
  ),
})

export const silent = (server: string, seconds: number): Problem => ({
  code: 'server-not-reached',
  kind: 'unavailable',
  message: text(`no answer came within ${seconds} s`, `aucune réponse en ${seconds} s`),
  place: { file: server },
  expected: text('the greeting of “ecluse connect”', 'la salutation de « ecluse connect »'),
  todo: text(
    'try again; what was begun on the server goes on',
    'réessayez ; ce qui a été commencé sur le serveur continue',
  ),
})

export const noSocket = (path: string): Problem => ({
  code: 'not-there',
  kind: 'unavailable',
  message: text(
    'the control plane of the server does not answer',
    'le plan de contrôle du serveur ne répond pas',
  ),
  place: { file: path },
  expected: text('a control plane that runs', 'un plan de contrôle qui tourne'),
  todo: text('on the server: ecluse server', 'sur le serveur : ecluse server'),
})
