import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** What each key of `release-checklist.yaml` means, with its default: shown by editors. */
export const checklistDocs = {
  checklist: doc(
    'File of the repository with what has to be answered before, during and after a release here, such as `release-checklist.yaml`. Default: none.',
    'Fichier du dépôt avec ce à quoi il faut répondre avant, pendant et après une mise en production ici, tel que `release-checklist.yaml`. Par défaut : aucun.',
  ),
  items: doc(
    'The items of the list, by name, in their order.',
    'Les points de la liste, par nom, dans leur ordre.',
  ),
  title: doc(
    'What people read: one text, or one in each language as `{ en: ..., fr: ... }`.',
    'Ce que les gens lisent : un texte, ou un par langue, `{ en: ..., fr: ... }`.',
  ),
  help: doc(
    'How it is done, or where that is written. Default: nothing.',
    'Comment on le fait, ou où c’est écrit. Par défaut : rien.',
  ),
  owner: doc(
    'Role that answers it, as `roles=` in the approvers file; of evidence, the role that cares for it.',
    'Rôle qui y répond, comme `roles=` dans le fichier des approbateurs ; pour une preuve, le rôle qui s’en occupe.',
  ),
  when: doc(
    '`before` the rollout starts (default), `during` it before a canary widens, or `after` it, tracked until it is done.',
    '`before` : avant que la mise en production commence (par défaut) ; `during` : pendant, avant qu’un canari s’élargisse ; `after` : après, suivi jusqu’à ce que ce soit fait.',
  ),
  kind: doc(
    '`evidence`, which a machine gives; `person`, a signed sign-off with its note; or `link`, an address.',
    '`evidence` : une preuve que donne une machine ; `person` : une validation signée, avec sa note ; `link` : une adresse.',
  ),
  blocks: doc(
    'Whether the release waits for it; of `after`, whether the next one does. Default: yes before and during, no after.',
    'Si la mise en production l’attend ; pour `after`, si la suivante l’attend. Par défaut : oui avant et pendant, non après.',
  ),
  appliesWhen: doc(
    'When it is asked at all: all that one map says must hold; of a list any one. Default: always.',
    'Quand on le demande : tout ce que dit une table doit être vrai ; d’une liste, l’une suffit. Par défaut : toujours.',
  ),
  labels: doc(
    'Labels given with `ecluse ship --label`; any one.',
    'Étiquettes données avec `ecluse ship --label` ; l’une suffit.',
  ),
  components: doc(
    'Components that the release changes; any one.',
    'Composants que la version change ; l’un suffit.',
  ),
  configuration: doc(
    'The configuration changes: of these components, or of any with `true`.',
    'La configuration change : celle de ces composants, ou n’importe laquelle avec `true`.',
  ),
  migrations: doc(
    'The release carries migrations, or changes a component with a release task.',
    'La version porte des migrations, ou change un composant qui a une tâche de mise en production.',
  ),
  evidence: doc(
    'What answers an item of kind `evidence`: one of `gate`, `test`, `report`, `command`, `notes`.',
    'Ce qui répond à un point de type `evidence` : l’un de `gate`, `test`, `report`, `command`, `notes`.',
  ),
  gate: doc('A gate that passes.', 'Une porte franchie.'),
  test: doc(
    'A declared test that passed; with `component`, of that one, otherwise of every component that has it.',
    'Un test déclaré qui a réussi ; avec `component`, celui de ce composant, sinon de chaque composant qui l’a.',
  ),
  report: doc('A JSON file of the commit.', 'Un fichier JSON du commit.'),
  reportAt: doc(
    'The value in the report, as a JSON pointer such as `/summary/critical`.',
    'La valeur dans le rapport, sous forme de pointeur JSON tel que `/summary/critical`.',
  ),
  atMost: doc('The value is at most this.', 'La valeur vaut au plus ceci.'),
  atLeast: doc('The value is at least this.', 'La valeur vaut au moins ceci.'),
  equals: doc('The value is this.', 'La valeur est celle-ci.'),
  command: doc(
    'Command that ends with 0; it runs in the image of `component`.',
    'Commande qui se termine par 0 ; elle tourne dans l’image de `component`.',
  ),
  component: doc(
    'Component whose image or tests are meant.',
    'Composant dont il s’agit de l’image ou des tests.',
  ),
  notes: doc(
    'The release notes have a text in `en`, `fr` or `both` of all that people are told; what a machine translated waits for a sign-off of the owner.',
    'Les notes de mise à jour ont un texte en `en`, `fr` ou les deux (`both`) pour tout ce qui est dit aux gens ; ce qu’une machine a traduit attend la validation du responsable.',
  ),
  within: doc('Time limit of the command. Default: `5m`.', 'Temps accordé à la commande. Par défaut : `5m`.'),
  link: doc(
    'Of kind `link`: the address of a page to read, which asks nobody, or `{ starts-with: ADDRESS }` for one that the owner gives.',
    'Pour le type `link` : l’adresse d’une page à lire, qui ne demande rien à personne, ou `{ starts-with: ADRESSE }` pour une que donne le responsable.',
  ),
  startsWith: doc(
    'How the address begins that the owner signs off with.',
    'Comment commence l’adresse que le responsable donne en validant.',
  ),
} as const satisfies Record<string, Text>
