import type { Problem } from '../kernel/problem.ts'
import { formats, say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const serverAndData = (): Problem => ({
  code: 'server-and-data',
  kind: 'usage',
  message: text(
    '--server and --data cannot both be: a data folder is this machine’s',
    '--server et --data s’excluent : un dossier de données est celui de cette machine',
  ),
  todo: text('leave one of them out', 'retirez l’une des deux'),
})

export const notOverSsh = (server: string, command: string): Problem => ({
  code: 'not-over-ssh',
  kind: 'usage',
  message: text(
    `ecluse ${command} acts on the machine that it runs on, and ${server} is another one`,
    `ecluse ${command} agit sur la machine où elle tourne, et ${server} en est une autre`,
  ),
  todo: text(
    `on the server: ecluse ${command}; for this machine: ecluse ${command} --server local`,
    `sur le serveur : ecluse ${command} ; pour cette machine : ecluse ${command} --server local`,
  ),
})

export const versionsDiffer = (server: string, theirs: string, ours: string): Text =>
  text(
    `${server} runs Écluse ${theirs}, this is ${ours}: they work together; ecluse upgrade moves the server to this one`,
    `${server} utilise Écluse ${theirs}, ceci est ${ours} : elles s’entendent ; ecluse upgrade amène le serveur à celle-ci`,
  )

export const versionsApart = (server: string, theirs: string, ours: string, older: boolean): Problem => ({
  code: 'versions-apart',
  kind: 'unavailable',
  message: text(
    `${server} runs Écluse ${theirs}, which does not speak with ${ours} any more`,
    `${server} utilise Écluse ${theirs}, qui ne s’entend plus avec ${ours}`,
  ),
  expected: text('versions that speak the same API', 'des versions qui parlent la même API'),
  todo: older
    ? text(`use version ${theirs} here`, `utilisez ici la version ${theirs}`)
    : text(
        'move the server to this version: ecluse upgrade',
        'amenez le serveur à cette version : ecluse upgrade',
      ),
})

export const serverLacks = (server: string, theirs: string, ours: string): Problem => ({
  code: 'server-lacks',
  kind: 'unavailable',
  message: text(
    `${server} runs Écluse ${theirs}, which cannot do this yet; this is ${ours}`,
    `${server} utilise Écluse ${theirs}, qui ne sait pas encore le faire ; ceci est ${ours}`,
  ),
  todo: text(
    'move the server to this version: ecluse upgrade',
    'amenez le serveur à cette version : ecluse upgrade',
  ),
})

export const clocksDiffer = (server: string, skew: Ms): Problem => ({
  code: 'clocks-differ',
  kind: 'conflict',
  place: { file: server },
  message: say(
    (f) =>
      `the server’s clock is ${f.duration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} this machine’s: times are told by the server’s`,
    (f) =>
      `l’horloge du serveur ${skew > 0 ? 'avance' : 'retarde'} de ${f.duration(Math.abs(skew))} sur celle de cette machine : les heures dites sont celles du serveur`,
  ),
  expected: text('clocks within 5 s of each other', 'des horloges à moins de 5 s l’une de l’autre'),
  todo: text(
    'nothing depends on it but what is read: let both keep the time, timedatectl set-ntp true',
    'rien n’en dépend que la lecture : que les deux se mettent à l’heure, timedatectl set-ntp true',
  ),
})

export const lostFollowing = (commit: string, after: Ms): readonly Text[] => [
  text(
    `the server has not been reached for ${formats.en.duration(after)}; the release goes on there by itself`,
    `le serveur est injoignable depuis ${formats.fr.duration(after)} ; la version y continue d’elle-même`,
  ),
  text(
    `  next: ecluse ship ${commit.slice(0, 10)} follows it again`,
    `  ensuite : ecluse ship ${commit.slice(0, 10)} la suit de nouveau`,
  ),
]
