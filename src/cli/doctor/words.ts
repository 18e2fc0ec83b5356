import type { DeafView } from '../../engine/facade-notify.ts'
import type { StalledView } from '../../engine/facade-stalled.ts'
import { diskOver as takesTooMuch } from '../../engine/messages-disk.ts'
import { say, type Text } from '../../kernel/text.ts'
import { instantText } from '../../kernel/time.ts'
import type { Finding } from './types.ts'

const text = (en: string, fr: string): Text => ({ en, fr })
export const by = (words: string): Text => text(words, words)

const finding = (
  code: string,
  severity: Finding['severity'],
  said: Text,
  found: string,
  mend: string | null,
  todo?: Text,
): Finding => ({
  code,
  severity,
  text: said,
  found: by(found),
  mend,
  ...(todo === undefined ? {} : { todo }),
})

const gigabytes = (bytes: number): string => (bytes / 1_000_000_000).toFixed(1)

export const noFolder = (root: string): Finding =>
  finding(
    'no-data-folder',
    'note',
    text(`nothing was set up at ${root} yet`, `rien n’a encore été installé dans ${root}`),
    `stat ${root}`,
    'ecluse ship',
  )
export const notWritable = (root: string, uid: number): Finding =>
  finding(
    'not-writable',
    'wrong',
    text(
      `the data folder ${root} cannot be written by this user`,
      `ce compte ne peut pas écrire dans ${root}`,
    ),
    `access ${root}`,
    `sudo chown -R ${uid} ${root}`,
  )
export const diskLow = (free: number, of: number, inodes: number): Finding =>
  finding(
    'disk-low',
    'wrong',
    inodes < 10_000
      ? say(
          (f) => `the disk of the data folder has room for ${f.count(inodes)} more files`,
          (f) => `le disque du dossier de données a encore de la place pour ${f.count(inodes)} fichiers`,
        )
      : text(
          `the disk of the data folder is nearly full: ${gigabytes(free)} GB of ${gigabytes(of)} GB are free`,
          `le disque du dossier de données est presque plein : ${gigabytes(free)} Go libres sur ${gigabytes(of)} Go`,
        ),
    'statfs',
    null,
    text(
      'free some space, or move the data folder to a larger disk',
      'libérez de l’espace, ou déplacez le dossier de données sur un disque plus grand',
    ),
  )
export const diskOver = (application: string, taken: { bytes: number; atMost: number }): Finding =>
  finding(
    'disk-over',
    'wrong',
    takesTooMuch(application, taken),
    'GET /v1/status',
    null,
    text(
      'raise disk.at-most in its ecluse.yaml and ship, or make its images smaller',
      'relevez disk.at-most dans son ecluse.yaml et livrez, ou allégez ses images',
    ),
  )
export const deafReceiver = (
  application: string,
  { environment, kind, to, since, why, waiting }: DeafView,
): Finding =>
  finding(
    'receiver-deaf',
    'wrong',
    say(
      (f) =>
        `${application} ${environment}: ${kind} ${to} takes nothing since ${instantText(since)}: ${why.en}; ${f.counted(waiting, 'message waits', 'messages wait')}`,
      (f) =>
        `${application} ${environment} : ${kind} ${to} ne prend rien depuis ${instantText(since)} : ${why.fr} ; ${f.counted(waiting, 'message attend', 'messages attendent')}`,
    ),
    'GET /v1/status',
    `ecluse notify --test --application ${application} --environment ${environment}`,
  )
/** What a later one made good is only to know. */
export const stalled = (
  application: string,
  { code, since, text: said, todo, passed }: StalledView,
): Finding =>
  finding(
    code,
    passed ? 'note' : 'wrong',
    text(
      `${application}: ${said.en}; since ${instantText(since)}`,
      `${application} : ${said.fr} ; depuis ${instantText(since)}`,
    ),
    'GET /v1/status',
    null,
    todo,
  )
export const clockBehind = (seconds: number): Finding =>
  finding(
    'clock-behind',
    'wrong',
    say(
      (f) => `this machine’s clock is behind what it showed before, by ${f.count(seconds)} s`,
      (f) => `l’horloge de cette machine retarde de ${f.count(seconds)} s sur ce qu’elle affichait avant`,
    ),
    'stat control.db',
    'sudo timedatectl set-ntp true',
  )
export const clockUnkept = (): Finding =>
  finding(
    'clock-not-kept',
    'note',
    text('nothing keeps this machine’s clock right', 'rien ne maintient cette machine à l’heure'),
    '/run/systemd/timesync/synchronized',
    'sudo timedatectl set-ntp true',
  )
export const leftover = (path: string): Finding =>
  finding(
    'stale-lock',
    'wrong',
    text(`${path} was left by a process that is dead`, `${path} a été laissé par un processus mort`),
    `stat ${path}`,
    `rm -r ${path}`,
  )
export const waitsForWord = (host: string): Finding =>
  finding(
    'original-may-live',
    'wrong',
    text(
      `this data folder was restored from ${host}, and waits for the word that the original is gone`,
      `ce dossier de données a été restauré de ${host} et attend qu’on dise que l’original a disparu`,
    ),
    'restored.json',
    'ecluse restore --original-is-gone',
  )
export const partDown = (name: Text, purpose: 'stopped' | 'dead', what: string): Finding =>
  finding(
    purpose === 'stopped' ? 'stopped-on-purpose' : 'does-not-answer',
    purpose === 'stopped' ? 'note' : 'wrong',
    purpose === 'stopped'
      ? text(`${name.en} was stopped on purpose`, `${name.fr} a été arrêté volontairement`)
      : text(`${name.en} does not answer`, `${name.fr} ne répond pas`),
    what,
    'ecluse server',
  )
export const names = {
  supervisor: text('the supervisor', 'le superviseur'),
  dataPlane: text('the data plane', 'le plan de données'),
  controlPlane: text('the control plane', 'le plan de contrôle'),
} as const
export const otherVersion = (running: string, mine: string): Finding =>
  finding(
    'other-version',
    'note',
    text(
      `the control plane is version ${running}, this command ${mine}`,
      `le plan de contrôle est en version ${running}, cette commande en ${mine}`,
    ),
    'GET /v1/version',
    'ecluse stop && ecluse server',
  )
export const otherNode = (running: string, shipped: string): Finding =>
  finding(
    'other-node',
    'note',
    text(
      `this command runs on Node.js ${running}, not on ${shipped}, which it is tested with`,
      `cette commande tourne sur Node.js ${running} et non sur ${shipped}, avec lequel elle est testée`,
    ),
    'process.version',
    'npm ci',
  )
export const noGit = (): Finding =>
  finding(
    'no-git',
    'wrong',
    text(
      'git is not installed: commits cannot travel',
      'git n’est pas installé : les commits ne peuvent pas voyager',
    ),
    'git --version',
    'sudo apt-get install git',
  )
export const fewFiles = (files: number): Finding =>
  finding(
    'few-open-files',
    'wrong',
    say(
      (f) => `a process may open ${f.count(files)} files only: too few for a busy edge`,
      (f) => `un processus ne peut ouvrir que ${f.count(files)} fichiers : trop peu pour un accès chargé`,
    ),
    '/proc/self/limits',
    'ulimit -n 65536',
  )
export const portsOverlap = (first: number, last: number): Finding =>
  finding(
    'ports-overlap',
    'wrong',
    text(
      `the kernel draws source ports from ${first} to ${last}, among ours (20000 to 29999)`,
      `le noyau tire ses ports source de ${first} à ${last}, parmi les nôtres (20000 à 29999)`,
    ),
    '/proc/sys/net/ipv4/ip_local_port_range',
    'sudo sysctl -w net.ipv4.ip_local_port_range="32768 60999"',
  )
export const deaf = (address: string, takenBy: string | null): Finding =>
  finding(
    'address-not-open',
    'wrong',
    takenBy === null
      ? text(`nobody listens on ${address}`, `personne n’écoute sur ${address}`)
      : text(
          `another process holds ${address}: ${takenBy}`,
          `un autre processus tient ${address} : ${takenBy}`,
        ),
    '/proc/net/tcp',
    takenBy === null ? 'ecluse proxy' : `sudo ss -ltnp 'sport = :${address.split(':').at(-1)}'`,
  )
export const notSeparated = (): Finding =>
  finding(
    'not-separated',
    'note',
    text(
      'applications are not separated from each other: they run as this user, without root',
      'les applications ne sont pas séparées les unes des autres : elles tournent sous ce compte, sans root',
    ),
    'supervisor list',
    'ecluse setup ssh://root@HOST',
  )
export const portsNotApart = (): Finding =>
  finding(
    'ports-not-apart',
    'wrong',
    text(
      'applications can connect to each other’s ports: the system’s packet filter does not keep them apart',
      'les applications peuvent se joindre par leurs ports : le filtre de paquets du système ne les sépare pas',
    ),
    'supervisor list',
    'sudo apt-get install --yes nftables',
    text(
      'then sudo systemctl restart ecluse.service: what runs goes on; where nft is installed, the supervisor’s log says why it failed',
      'puis sudo systemctl restart ecluse.service : ce qui tourne continue ; si nft est installé, le journal du superviseur dit pourquoi il a échoué',
    ),
  )
export const lostSight = (what: readonly string[]): Finding =>
  finding(
    'lost-sight',
    'note',
    say(
      (f) => `the supervisor lost sight of ${f.list(what)}`,
      (f) => `le superviseur a perdu de vue ${f.list(what)}`,
    ),
    'supervisor list',
    null,
  )
export const runBad = (key: string, why: Text | null): Finding =>
  finding(
    'instance-not-ready',
    'wrong',
    text(
      `${key} is not ready${why === null ? '' : `: ${why.en}`}`,
      `${key} n’est pas prêt${why === null ? '' : ` : ${why.fr}`}`,
    ),
    'supervisor list',
    `ecluse logs ${key.split('/')[2] ?? ''}`,
  )
export const drifts = (application: string, environment: string, desired: number, actual: string): Finding =>
  finding(
    'drift',
    'wrong',
    text(
      `${application} ${environment}: release ${desired} should serve everybody, and ${actual === '' ? 'nothing' : actual} does`,
      `${application} ${environment} : la version ${desired} devrait servir tout le monde, et ${actual === '' ? 'rien' : actual} le fait`,
    ),
    'GET /v1/status',
    `ecluse why --application ${application} --environment ${environment}`,
  )
export const inHand = (application: string, environment: string, who: string): Finding =>
  finding(
    'in-hand',
    'note',
    text(
      `${application} ${environment} is in the hands of ${who}: nothing of ours touches it`,
      `${application} ${environment} est entre les mains de ${who} : rien de nous n’y touche`,
    ),
    'GET /v1/status',
    `ecluse take-back --application ${application} --environment ${environment}`,
  )
export const edgeNotice = (
  environment: string,
  code: string,
  message: Text,
  todo: Text | undefined,
): Finding =>
  finding(
    code,
    'wrong',
    text(`${environment}: ${message.en}`, `${environment} : ${message.fr}`),
    'data plane',
    null,
    todo,
  )
export const badConfig = (code: string, message: Text): Finding =>
  finding(
    'config',
    'wrong',
    text(`ecluse.yaml: ${code}: ${message.en}`, `ecluse.yaml : ${code} : ${message.fr}`),
    'ecluse.yaml',
    'ecluse check',
  )
export const allWell: Text = text('nothing is wrong', 'tout va bien')
export const foundBy = (found: Text): Text => text(`  found by: ${found.en}`, `  trouvé par : ${found.fr}`)
export const mendedBy = (command: string): Text =>
  text(`  mend it: ${command}`, `  pour y remédier : ${command}`)
export const marked = (severity: Finding['severity'], said: Text): Text =>
  severity === 'wrong'
    ? text(`wrong: ${said.en}`, `à corriger : ${said.fr}`)
    : text(`note: ${said.en}`, `à savoir : ${said.fr}`)
