import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-audit.ts`. */
export const auditDocs = {
  audit: doc(
    'What an auditor finds years later, and how one sees that nothing was changed.',
    'Ce qu’une vérification trouve des années plus tard, et comment elle voit que rien n’a été changé.',
  ),
  keepEvidence: doc(
    'How long evidence is kept that no release which runs or can come back needs, such as `7y` or `400d`; at least 90 days. The ledger’s chain stays whole for ever. Default: for ever.',
    'Combien de temps sont gardées les preuves dont aucune version en service ou qui peut revenir n’a besoin, comme `7y` ou `400d` ; au moins 90 jours. La chaîne du registre reste entière pour toujours. Par défaut : pour toujours.',
  ),
  anchor: doc(
    'Where the ledger’s head is written down, outside the data folder, every ten minutes in which something happened; `ecluse verify --ledger` reads it. Default: nowhere.',
    'Où la tête du registre est notée, hors du dossier de données, à chaque tranche de dix minutes où il s’est passé quelque chose ; `ecluse verify --ledger` la relit. Par défaut : nulle part.',
  ),
  file: doc(
    'File of the server, from `/`, to which a line is added each time.',
    'Fichier du serveur, à partir de `/`, auquel une ligne est ajoutée chaque fois.',
  ),
  repository: doc(
    'Git repository: `https://...`, `ssh://...`, or a folder of the server, from `/`.',
    'Dépôt git : `https://...`, `ssh://...`, ou un dossier du serveur, à partir de `/`.',
  ),
  branch: doc(
    'Branch to which a commit is pushed each time. Default: `ecluse-ledger`.',
    'Branche vers laquelle un commit est poussé chaque fois. Par défaut : `ecluse-ledger`.',
  ),
} as const satisfies Record<string, Text>
