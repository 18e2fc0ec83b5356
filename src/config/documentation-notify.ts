import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-notify.ts`. */
export const notifyDocs = {
  secrets: doc(
    'Secrets that Écluse itself uses, such as the address of a channel in `notify`: no instance is given them. They come from where those of a component come from; a file or a command is read again each time. Default: none.',
    'Secrets dont Écluse se sert lui-même, comme l’adresse d’un canal dans `notify` : aucune instance ne les reçoit. Ils viennent d’où viennent ceux d’un composant ; un fichier ou une commande est relu chaque fois. Par défaut : aucun.',
  ),
  notify: doc(
    'Who is told of what happens, in both languages: whom the file of the release that runs in an environment names, and whom the candidate’s own names. Default: nobody.',
    'Qui est averti de ce qui arrive, dans les deux langues : ceux que nomme le fichier de la version en service dans un environnement, et ceux que nomme celui de la version admissible. Par défaut : personne.',
  ),
  kind: doc(
    'How: `webhook` (signed), `slack` (and what takes the same messages), `teams` (a workflow), `smtp` or `gc-notify`.',
    'Comment : `webhook` (signé), `slack` (et ce qui prend les mêmes messages), `teams` (un flux de travail), `smtp` ou `gc-notify`.',
  ),
  to: doc(
    'Name of the secret with the address: an https URL; of `smtp` such as `smtp://USER:PASSWORD@mail.example.ca:587`; of `gc-notify` the API key.',
    'Nom du secret qui porte l’adresse : une URL https ; pour `smtp`, comme `smtp://COMPTE:MOT-DE-PASSE@mail.example.ca:587` ; pour `gc-notify`, la clé d’API.',
  ),
  events: doc(
    'What is told: `waiting` (for a person), `departure` (a train leaves soon), `expiring` (evidence, soon), `started`, `step`, `verdict`, `rolled-back`, `done`, `override`, `freeze`. Default: all.',
    'Ce qui est dit : `waiting` (une personne est attendue), `departure` (un train part bientôt), `expiring` (des preuves, bientôt), `started`, `step`, `verdict`, `rolled-back`, `done`, `override`, `freeze`. Par défaut : tout.',
  ),
  role: doc(
    'Whose receiver it is: of what waits for people it is told only what waits for this role. Default: what waits for anybody.',
    'À qui est ce destinataire : de ce qui attend des personnes, il n’apprend que ce qui attend ce rôle. Par défaut : ce qui attend n’importe qui.',
  ),
  environment: doc(
    'The one environment that it is told of. Default: all of them.',
    'Le seul environnement dont il apprend les nouvelles. Par défaut : tous.',
  ),
  first: doc(
    'Which language comes first, `en` or `fr`; the other follows. Default: `en`.',
    'Quelle langue vient en premier, `en` ou `fr` ; l’autre suit. Par défaut : `en`.',
  ),
  signWith: doc(
    'Name of the secret with the key of a webhook’s signature: `whsec_` and base64, or any text of 24 characters or more.',
    'Nom du secret qui porte la clé de signature d’un webhook : `whsec_` et du base64, ou tout texte d’au moins 24 caractères.',
  ),
  from: doc('Sender of the mail.', 'Expéditeur du courriel.'),
  recipients: doc('Who gets the mail, at most 20.', 'Qui reçoit le courriel, au plus 20.'),
  template: doc(
    'Id of the template in GC Notify, whose fields are `((subject))` and `((body))`.',
    'Identifiant du gabarit dans Notification GC, dont les champs sont `((subject))` et `((body))`.',
  ),
  url: doc(
    'Address of the API. Default: `https://api.notification.canada.ca`.',
    'Adresse de l’API. Par défaut : `https://api.notification.canada.ca`.',
  ),
} as const satisfies Record<string, Text>
