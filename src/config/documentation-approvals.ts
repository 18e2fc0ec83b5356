import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-approvals.ts`. */
export const approvalsDocs = {
  approvals: doc(
    'How many people of which role sign before a release starts here, such as `{ product-manager: 1 }`; one person counts once. The rule in force is that of the release that runs here. Default: nobody.',
    'Combien de personnes de quel rôle signent avant qu’une version commence ici, comme `{ product-manager: 1 }` ; une personne compte une fois. La règle en vigueur est celle de la version qui fonctionne ici. Par défaut : personne.',
  ),
  notTheAuthor: doc(
    'Whether authors, committers and co-authors of its commits do not count. Default: `true`.',
    'Si les auteurs, valideurs et coauteurs de ses commits ne comptent pas. Par défaut : `true`.',
  ),
  expires: doc(
    'How long a signature counts at most. Default: `7d`.',
    'Combien de temps une signature compte au plus. Par défaut : `7d`.',
  ),
  canary: doc(
    'Who signs the canary off before it widens, by role. Default: nobody.',
    'Qui approuve le canari avant qu’il s’élargisse, par rôle. Par défaut : personne.',
  ),
  canaryAt: doc(
    'Share of people that the new release does not pass without these signatures.',
    'Part de la population que la nouvelle version ne dépasse pas sans ces signatures.',
  ),
  approvers: doc(
    'File of the repository with who may sign: allowed signers of ssh-keygen, `NAME TYPE BASE64 roles=A,B emails=a@x`. Default: none.',
    'Fichier du dépôt avec qui peut signer : signataires admis de ssh-keygen, `NOM TYPE BASE64 roles=A,B emails=a@x`. Par défaut : aucun.',
  ),
  keepReleases: doc(
    'How many releases that were fully out here are kept to go back to, held by no gate. Default: 5.',
    'Combien de versions qui ont été entièrement en service ici sont gardées pour y revenir, sans qu’aucun contrôle les retienne. Par défaut : 5.',
  ),
} as const satisfies Record<string, Text>
