import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-process.ts`. */
export const processDocs = {
  before: doc(
    'Release task: runs once per release and environment until it has passed, before any instance starts; where it fails, nothing has moved. Never on a rollback, a restart or a scaling.',
    'Tâche de version : exécutée une fois par version et par environnement jusqu’à sa réussite, avant le démarrage de toute instance ; si elle échoue, rien n’a bougé. Jamais lors d’un retour en arrière, d’un redémarrage ou d’une mise à l’échelle.',
  ),
  beforeRun: doc('The command.', 'La commande.'),
  beforeWithin: doc(
    'Time limit of the task. Default: `10m`.',
    'Temps accordé à la tâche. Par défaut : `10m`.',
  ),
} as const satisfies Record<string, Text>
