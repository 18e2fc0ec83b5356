import { entry } from './expectation.ts'

/** What is expected of the values of an edge. */
export const edgeExpectations = {
  host: entry(
    'bad-host',
    'a host name such as `www.example.ca`, in ASCII (`été.ca` is `xn--t-9fab.ca`), without port or `*`',
    'un nom d’hôte tel que `www.example.ca`, en ASCII (`été.ca` s’écrit `xn--t-9fab.ca`), sans port ni `*`',
  ),
  hosts: entry(
    'bad-value',
    'a list such as `[www.example.ca]`, or a map such as `{ www.example.ca: staging.example.ca }`',
    'une liste telle que `[www.example.ca]`, ou une table telle que `{ www.example.ca: staging.example.ca }`',
  ),
  tls: entry(
    'unknown-value',
    '`off`, `acme`, or a map such as `{ certificate: /etc/ssl/web.pem, key: /etc/ssl/web.key }`',
    '`off`, `acme` ou une table telle que `{ certificate: /etc/ssl/web.pem, key: /etc/ssl/web.key }`',
  ),
  acme: entry(
    'bad-value',
    'a map such as `{ contact: web@example.ca }`',
    'une table telle que `{ contact: web@example.ca }`',
  ),
  certificate: entry(
    'bad-path',
    'the path of a file of the server, from `/`, or a list of such',
    'le chemin d’un fichier du serveur, à partir de `/`, ou une liste de tels chemins',
  ),
  keyFile: entry(
    'bad-path',
    'the path of a file of the server, from `/`, or a list of such',
    'le chemin d’un fichier du serveur, à partir de `/`, ou une liste de tels chemins',
  ),
  rootFile: entry(
    'bad-path',
    'the path of a file of the server, from `/`',
    'le chemin d’un fichier du serveur, à partir de `/`',
  ),
  contact: entry(
    'bad-value',
    'a mail address such as `web@example.ca`',
    'une adresse de courriel telle que `web@example.ca`',
  ),
  directory: entry(
    'bad-value',
    'an address such as `https://acme.example.ca/directory`',
    'une adresse telle que `https://acme.example.ca/directory`',
  ),
  redirect: entry(
    'bad-listen',
    'an address and a port such as `0.0.0.0:80`, or `none`',
    'une adresse et un port tels que `0.0.0.0:80`, ou `none`',
  ),
  networks: entry(
    'bad-value',
    'a list such as `[10.0.0.0/8, 192.0.2.7]`',
    'une liste telle que `[10.0.0.0/8, 192.0.2.7]`',
  ),
  network: entry(
    'bad-network',
    'an address or a network such as `10.0.0.0/8` or `"fd00::/8"`',
    'une adresse ou un réseau tel que `10.0.0.0/8` ou `"fd00::/8"`',
  ),
  limits: entry('bad-value', 'a map such as `{ body: 10MB }`', 'une table telle que `{ body: 10MB }`'),
  size: entry(
    'bad-size',
    'a size with its unit, such as `32KB`, `10MB` or `1GB`',
    'une taille avec son unité, telle que `32KB`, `10MB` ou `1GB`',
  ),
  body: entry('bad-size', 'a size such as `10MB`, or `none`', 'une taille telle que `10MB`, ou `none`'),
  head: entry('bad-size', 'a size from `1KB` to `32KB`', 'une taille de `1KB` à `32KB`'),
  count: entry('bad-value', 'a whole number from 1 to 1000000', 'un nombre entier de 1 à 1000000'),
  assets: entry(
    'bad-value',
    'a map from paths to folders such as `{ /assets/: dist/assets }`',
    'une table des chemins vers les dossiers telle que `{ /assets/: dist/assets }`',
  ),
  static: entry(
    'bad-value',
    'a folder such as `dist`, or a map such as `{ folder: dist, fallback: index.html }`',
    'un dossier tel que `dist`, ou une table telle que `{ folder: dist, fallback: index.html }`',
  ),
  fileBelow: entry(
    'bad-path',
    'a file of that folder such as `index.html`',
    'un fichier de ce dossier tel que `index.html`',
  ),
  maintenance: entry(
    'bad-path',
    'a page of the repository such as `pages/closed.html`',
    'une page du dépôt telle que `pages/closed.html`',
  ),
  onOff: entry('unknown-value', '`on` or `off`', '`on` ou `off`'),
} as const
