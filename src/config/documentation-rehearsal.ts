import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-rehearsal.ts`. */
export const rehearsalDocs = {
  rehearsal: doc(
    'After its watch each release is taken back and forth again here, with requests running: `true`, or a table. Environments after this one wait for a rehearsal that passed. Default: none.',
    'Après sa surveillance, chaque version est ici ramenée puis remise en service, pendant que des requêtes passent : `true`, ou une table. Les environnements qui suivent attendent une répétition réussie. Par défaut : aucune.',
  ),
  probes: doc(
    'Requests that are sent to the public address all through it. Default: each route’s path, with any status below 500.',
    'Requêtes envoyées à l’adresse publique pendant toute sa durée. Par défaut : le chemin de chaque route, avec n’importe quel code inférieur à 500.',
  ),
  probePath: doc('Path of the request, a GET.', 'Chemin de la requête, un GET.'),
  probeStatus: doc(
    'The status that it has to get. Default: any below 500.',
    'Le code qu’elle doit recevoir. Par défaut : n’importe lequel inférieur à 500.',
  ),
  load: doc(
    'A command of the team’s own that sends requests to `ECLUSE_URL` and ends with 0 when all went well; it runs in the image of the first public component that is no static site, beside the probes. Default: none.',
    'Une commande de l’équipe qui envoie des requêtes à `ECLUSE_URL` et finit par 0 quand tout s’est bien passé ; elle tourne dans l’image du premier composant public qui n’est pas un site statique, à côté des sondes. Par défaut : aucune.',
  ),
  within: doc(
    'The longest that `load` may run. Default: `2m`.',
    'La durée la plus longue de `load`. Par défaut : `2m`.',
  ),
  for: doc(
    'How long everybody stays on the previous release before going forth again. Default: `5s`.',
    'Combien de temps tous restent sur la version précédente avant de repartir. Par défaut : `5s`.',
  ),
  maxAge: doc(
    'How long a rehearsal counts for the environments after this one. Default: `7d`.',
    'Combien de temps une répétition vaut pour les environnements qui suivent. Par défaut : `7d`.',
  ),
} as const satisfies Record<string, Text>
