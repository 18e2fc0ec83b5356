import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-notes.ts`. */
export const notesDocs = {
  notes: doc(
    'Release notes: how they are written, and where. They are made and kept with every release, whether this is here or not.',
    'Notes de mise à jour : comment elles sont écrites, et où. Elles sont faites et conservées avec chaque version, que ceci soit là ou non.',
  ),
  people: doc(
    'How people are named: by `name`, by `handle` where their address tells it, or `none`. Default: `name`.',
    'Comment les personnes sont nommées : `name` (leur nom), `handle` (leur pseudonyme, si leur adresse le dit) ou `none` (pas du tout). Par défaut : `name`.',
  ),
  first: doc(
    'Which language comes first where both stand in one text, `en` or `fr`. Default: `en`.',
    'Quelle langue vient en premier là où les deux sont dans un même texte, `en` ou `fr`. Par défaut : `en`.',
  ),
  translate: doc(
    'Command of the repository that translates what lacks a text: it reads `{ "from", "to", "texts": [...] }` on its input and prints `{ "texts": [...] }`. What it gives is marked as a machine’s until a person signs it off. Default: nothing is translated.',
    'Commande du dépôt qui traduit ce qui n’a pas de texte : elle lit `{ "from", "to", "texts": [...] }` sur son entrée et écrit `{ "texts": [...] }`. Ce qu’elle donne est marqué comme venant d’une machine jusqu’à ce qu’une personne le valide. Par défaut : rien n’est traduit.',
  ),
  hosting: doc(
    'Where the repository is hosted: numbers become links, and with a token the notes are written to its releases. Default: links by the remote `origin`.',
    'Où le dépôt est hébergé : les numéros deviennent des liens et, avec un jeton, les notes sont écrites dans ses versions. Par défaut : des liens selon le dépôt distant `origin`.',
  ),
  kind: doc('Which service: `github` or `gitlab`.', 'Quel service : `github` ou `gitlab`.'),
  url: doc(
    'Address of the repository, as a browser shows it: `https://github.com/OWNER/NAME`.',
    'Adresse du dépôt, comme un navigateur l’affiche : `https://github.com/PROPRIÉTAIRE/NOM`.',
  ),
  api: doc(
    'Address of the REST API. Default: of the service at `url`.',
    'Adresse de l’API REST. Par défaut : celle du service à `url`.',
  ),
  token: doc(
    'Name of the secret with the token that may write releases. Default: none, and nothing is written there.',
    'Nom du secret qui porte le jeton autorisé à écrire des versions. Par défaut : aucun, et rien n’y est écrit.',
  ),
  publish: doc(
    'What is made of a release that is out: a `release`, a `draft` that a person publishes (GitHub), or `no`. Default: `release`.',
    'Ce qui est fait d’une version en service : une version publiée (`release`), un brouillon qu’une personne publie (`draft`, GitHub) ou rien (`no`). Par défaut : `release`.',
  ),
  tag: doc(
    'What the tag of a release is called, of `{version}` and `{release}`. It has to be there: no tag is made. Default: `{version}`, the tag that the commit had when it was shipped.',
    'Comment s’appelle l’étiquette d’une version, avec `{version}` et `{release}`. Elle doit exister : aucune n’est créée. Par défaut : `{version}`, l’étiquette qu’avait le commit à la livraison.',
  ),
  environment: doc(
    'Environment whose releases are written there. Default: the last one.',
    'Environnement dont les versions y sont écrites. Par défaut : le dernier.',
  ),
  changelog: doc(
    'Files of the repository that `ecluse notes --changelog` adds a section to. Default: CHANGELOG.md, in English.',
    'Fichiers du dépôt auxquels `ecluse notes --changelog` ajoute une section. Par défaut : CHANGELOG.md, en anglais.',
  ),
  changelogEn: doc('File in English.', 'Fichier en anglais.'),
  changelogFr: doc('File in French.', 'Fichier en français.'),
} as const satisfies Record<string, Text>
