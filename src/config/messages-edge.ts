import type { Problem } from '../kernel/problem.ts'
import { formats, type Text } from '../kernel/text.ts'
import { problem } from './messages.ts'
import { ourPorts } from './scalars.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const oneKindOfTls = (): Problem =>
  problem(
    'tls-unclear',
    'TLS needs either certificates with as many keys, or `acme`',
    'TLS demande soit des certificats et autant de clés, soit `acme`',
    {
      expected: words(
        '`{ certificate: FILE, key: FILE }` or `{ acme: {} }`',
        '`{ certificate: FICHIER, key: FICHIER }` ou `{ acme: {} }`',
      ),
      todo: words('write one of the two', 'écrivez l’un des deux'),
    },
  )

export const acmeNeedsHosts = (): Problem =>
  problem(
    'acme-needs-hosts',
    'ACME gives certificates to host names, and a route here takes whatever host',
    'ACME délivre des certificats à des noms d’hôte, et une route prend ici n’importe quel hôte',
    {
      expected: words('a host for every route', 'un hôte pour chaque route'),
      todo: words(
        'write `hosts: [www.example.ca]` in the environment, or `host` in each route',
        'écrivez `hosts: [www.example.ca]` dans l’environnement, ou `host` dans chaque route',
      ),
    },
  )

export const acmeNeedsRedirect = (listen: string): Problem =>
  problem(
    'acme-needs-plain-address',
    `ACME asks on port 80, and \`${listen}\` has no plain address beside it`,
    `ACME interroge le port 80, et \`${listen}\` n’a pas d’adresse sans TLS à côté`,
    {
      expected: words(
        'a plain address that the ACME server reaches as port 80',
        'une adresse sans TLS que le serveur ACME atteint au port 80',
      ),
      todo: words(
        'write `tls: { acme: {}, redirect: 0.0.0.0:80 }`',
        'écrivez `tls: { acme: {}, redirect: 0.0.0.0:80 }`',
      ),
    },
  )

export const redirectIsListen = (listen: string): Problem =>
  problem(
    'redirect-is-listen',
    `\`${listen}\` cannot speak TLS and lead to it`,
    `\`${listen}\` ne peut pas à la fois parler TLS et y mener`,
    {
      expected: words('another address than `listen`', 'une autre adresse que `listen`'),
      todo: words('choose another port, such as 80', 'choisissez un autre port, tel que 80'),
    },
  )

export const redirectOurs = (redirect: string): Problem =>
  problem(
    'listen-reserved',
    `\`${redirect}\` is in the range of ports that Écluse gives to instances`,
    `\`${redirect}\` est dans la plage de ports qu’Écluse donne aux instances`,
    {
      expected: words(
        `a port outside ${ourPorts.first} to ${ourPorts.last}`,
        `un port hors de ${ourPorts.first} à ${ourPorts.last}`,
      ),
      todo: words('choose a port such as 80', 'choisissez un port tel que 80'),
    },
  )

export const hostsForNobody = (): Problem =>
  problem(
    'hosts-unused',
    'every route names its host, so a list of hosts is for none of them',
    'chaque route nomme son hôte : une liste d’hôtes ne sert à aucune',
    {
      expected: words(
        'a map from the routes’ hosts to those of this environment',
        'une table des hôtes des routes vers ceux de cet environnement',
      ),
      todo: words(
        'write `hosts: { www.example.ca: staging.example.ca }`',
        'écrivez `hosts: { www.example.ca: staging.example.ca }`',
      ),
    },
  )

export const unknownHost = (host: string, near: string | undefined): Problem =>
  problem('unknown-host', `no route names the host \`${host}\``, `aucune route ne nomme l’hôte \`${host}\``, {
    expected: words('a host of the routes', 'un hôte des routes'),
    todo:
      near === undefined
        ? words('write it in a route, or take it out', 'écrivez-le dans une route, ou retirez-le')
        : words(`did you mean \`${near}\`?`, `vouliez-vous dire \`${near}\` ?`),
  })

export const hostTwice = (host: string): Problem =>
  problem('host-twice', `two hosts become \`${host}\` here`, `deux hôtes deviennent \`${host}\` ici`, {
    expected: words('each host once', 'chaque hôte une seule fois'),
    todo: words('give each a host of its own', 'donnez à chacun son propre hôte'),
  })

export const domainTooWide = (domain: string): Problem =>
  problem(
    'cohort-domain',
    `browsers keep no cookie for all of \`${domain}\``,
    `les navigateurs ne gardent aucun témoin pour tout \`${domain}\``,
    {
      expected: words(
        'a domain of your own, such as `example.ca`',
        'un domaine à vous, tel que `example.ca`',
      ),
      todo: words('write the parent domain of the hosts', 'écrivez le domaine parent des hôtes'),
    },
  )

export const domainElsewhere = (domain: string, host: string): Problem =>
  problem(
    'cohort-domain',
    `\`${host}\` is not below \`${domain}\`, so its people would be in another cohort`,
    `\`${host}\` n’est pas sous \`${domain}\` : ses usagers seraient dans une autre cohorte`,
    {
      expected: words('a parent domain of every host', 'un domaine parent de chaque hôte'),
      todo: words(
        'choose a common parent, or ship that host as an application of its own',
        'choisissez un parent commun, ou livrez cet hôte comme une application à part',
      ),
    },
  )

export const domainWithoutHosts = (domain: string): Problem =>
  problem(
    'cohort-domain',
    `no route here names a host below \`${domain}\``,
    `aucune route ne nomme ici d’hôte sous \`${domain}\``,
    {
      expected: words('routes with hosts below it', 'des routes dont les hôtes sont dessous'),
      todo: words('write `hosts`, or take `domain` out', 'écrivez `hosts`, ou retirez `domain`'),
    },
  )

export const mixesReleases = (hosts: readonly string[]): Problem =>
  problem(
    'mixes-releases',
    `while two releases serve, a person could meet one of them on ${formats.en.list(hosts)} and the other elsewhere`,
    `quand deux versions servent, une personne pourrait en trouver une sur ${formats.fr.list(hosts)} et l’autre ailleurs`,
    {
      expected: words(
        'one cohort for all hosts of the environment',
        'une seule cohorte pour tous les hôtes de l’environnement',
      ),
      todo: words(
        'write `cohort: { domain: PARENT }`, or use blue-green without a holdback',
        'écrivez `cohort: { domain: PARENT }`, ou utilisez blue-green sans part retenue',
      ),
    },
  )
