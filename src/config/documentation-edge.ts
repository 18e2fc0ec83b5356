import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** What the keys of an environment's edge mean, with their defaults. */
export const edgeDocs = {
  host: doc(
    'Host name that the route is for; without one it takes whatever host.',
    'Nom d’hôte auquel répond la route ; sans lui, elle prend n’importe quel hôte.',
  ),
  hosts: doc(
    'Host names of this environment: a list for routes that name none, or a map that replaces those of the routes.',
    'Noms d’hôte de cet environnement : une liste pour les routes qui n’en nomment pas, ou une table qui remplace ceux des routes.',
  ),
  tls: doc(
    '`off` (default), `acme` (a certificate for each host, ordered and renewed by itself), or files. Public TLS speaks HTTP/1.1.',
    '`off` (par défaut), `acme` (un certificat par hôte, demandé et renouvelé de lui-même) ou des fichiers. Le TLS public parle HTTP/1.1.',
  ),
  certificate: doc(
    'File of the server with the full chain (PEM), or several; read again when it changes.',
    'Fichier du serveur avec la chaîne complète (PEM), ou plusieurs ; relu quand il change.',
  ),
  key: doc(
    'File of the server with the certificate’s private key (PEM), or as many as certificates.',
    'Fichier du serveur avec la clé privée du certificat (PEM), ou autant que de certificats.',
  ),
  acme: doc('Which ACME server gives the certificates.', 'Quel serveur ACME délivre les certificats.'),
  contact: doc(
    'Mail address that the ACME server may warn.',
    'Adresse de courriel que le serveur ACME peut avertir.',
  ),
  directory: doc(
    'Directory of the ACME server. Default: Let’s Encrypt.',
    'Annuaire du serveur ACME. Par défaut : Let’s Encrypt.',
  ),
  root: doc(
    'File with the root certificate of an ACME server of one’s own.',
    'Fichier du certificat racine d’un serveur ACME privé.',
  ),
  redirect: doc(
    'Plain address that leads to TLS and answers the challenges of ACME. Default: port 80 where `listen` has 443; `none`.',
    'Adresse sans TLS qui mène au TLS et répond aux défis d’ACME. Par défaut : le port 80 si `listen` a 443 ; `none`.',
  ),
  trustedProxies: doc(
    'Addresses and networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. Default: none.',
    'Adresses et réseaux des mandataires dont `X-Forwarded-For` et `X-Forwarded-Proto` sont crus. Par défaut : aucun.',
  ),
  limits: doc('What one client may ask of the edge.', 'Ce qu’un client peut demander à la périphérie.'),
  body: doc(
    'Longest body of a request, else 413. Default: `1GB`; `none`.',
    'Corps de requête le plus long, sinon 413. Par défaut : `1GB` ; `none`.',
  ),
  head: doc(
    'Longest head of a request, else 431. Default, and most: `32KB`.',
    'En-tête de requête le plus long, sinon 431. Par défaut, et au plus : `32KB`.',
  ),
  connections: doc(
    'Connections at once on the address. Default: 10000. Environments that share an address share the highest.',
    'Connexions simultanées à l’adresse. Par défaut : 10000. Les environnements d’une même adresse partagent la plus haute.',
  ),
  perClient: doc(
    'Connections at once from one client address, trusted proxies aside. Default: 2000.',
    'Connexions simultanées d’une même adresse cliente, hormis les mandataires de confiance. Par défaut : 2000.',
  ),
  patience: doc(
    'How long a client may neither send nor take anything, or send too little. Default: `60s`.',
    'Combien de temps un client peut ne rien envoyer ni prendre, ou envoyer trop peu. Par défaut : `60s`.',
  ),
  assets: doc(
    'Paths of the address and the folders of the image behind them: after a 404 the edge answers with the copies of the last three releases.',
    'Chemins de l’adresse et dossiers de l’image derrière eux : après un 404, la périphérie répond avec les copies des trois dernières versions.',
  ),
  maintenance: doc(
    'Page of the repository that `ecluse maintenance on` shows, as it stands in the commit that runs. Default: a plain page in English and French.',
    'Page du dépôt que montre `ecluse maintenance on`, telle qu’elle figure dans le commit en service. Par défaut : une page simple en anglais et en français.',
  ),
  accessLog: doc(
    'Whether each request leaves a line of JSON in the data folder, without query, cookies or other secrets. Default: `on`.',
    'Si chaque requête laisse une ligne JSON dans le dossier de données, sans paramètres, témoins ni autres secrets. Par défaut : `on`.',
  ),
  domain: doc(
    'Parent domain on which our cookie is set, so that several hosts share one cohort.',
    'Domaine parent où est posé notre témoin, afin que plusieurs hôtes partagent une cohorte.',
  ),
} as const satisfies Record<string, Text>
