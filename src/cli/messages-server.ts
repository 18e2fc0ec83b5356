import type { Folder } from '../folder/layout.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Running } from './machine.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

const process = (name: Text, pid: number | null): Text =>
  pid === null
    ? text(`  ${name.en}  not running`, `  ${name.fr}  à l’arrêt`)
    : text(`  ${name.en}  process ${pid}`, `  ${name.fr}  processus ${pid}`)

const names = {
  supervisor: text('supervisor   ', 'superviseur      '),
  dataPlane: text('data plane   ', 'plan de données  '),
  controlPlane: text('control plane', 'plan de contrôle '),
}

export const upAndRunning = (
  folder: Folder,
  running: Running,
  what: 'everything' | 'serving',
): readonly Text[] => [
  what === 'everything'
    ? text(`Écluse runs in ${folder.root}`, `Écluse tourne dans ${folder.root}`)
    : text(
        `what serves people runs in ${folder.root}, without a control plane of its own doing`,
        `ce qui sert les gens tourne dans ${folder.root}, sans plan de contrôle lancé pour autant`,
      ),
  process(names.supervisor, running.supervisor),
  process(names.dataPlane, running.dataPlane),
  process(names.controlPlane, running.controlPlane),
  say(
    (f) => `  ${f.counted(running.runs.length, 'revision', 'revisions')}`,
    (f) => `  ${f.counted(running.runs.length, 'révision', 'révisions')}`,
  ),
  what === 'everything'
    ? text('  next: ecluse status; ecluse stop', '  ensuite : ecluse status ; ecluse stop')
    : text(
        '  next: ecluse server adds the control plane',
        '  ensuite : ecluse server ajoute le plan de contrôle',
      ),
]

export const starting = text('starting Écluse', 'démarrage d’Écluse')
export const waking = (what: Text): Text => text(`waiting for ${what.en}`, `on attend ${what.fr}`)
export const processNames = {
  supervisor: text('the supervisor', 'le superviseur'),
  dataPlane: text('the data plane', 'le plan de données'),
  controlPlane: text('the control plane', 'le plan de contrôle'),
} as const

export const controlPlaneStopped = (running: Running): readonly Text[] => [
  text('the control plane is stopped', 'le plan de contrôle est arrêté'),
  running.runs.length === 0
    ? text(
        '  goes on: supervisor and data plane; nothing is served yet',
        '  continuent : superviseur et plan de données ; rien n’est encore servi',
      )
    : say(
        (f) =>
          `  goes on: supervisor, data plane and ${f.counted(running.runs.length, 'revision', 'revisions')} serve people; a rollout under way stands still, nothing is judged`,
        (f) =>
          `  continuent : superviseur, plan de données et ${f.counted(running.runs.length, 'révision', 'révisions')} servent les gens ; un déploiement en cours s’immobilise, rien n’est jugé`,
      ),
  text(
    '  next: ecluse server starts it again; ecluse stop --all stops the rest, too',
    '  ensuite : ecluse server le relance ; ecluse stop --all arrête aussi le reste',
  ),
]

export const everythingStopped = (running: Running): readonly Text[] => [
  say(
    (f) =>
      `everything is stopped: control plane, data plane, supervisor and ${f.counted(running.runs.length, 'revision', 'revisions')}`,
    (f) =>
      `tout est arrêté : plan de contrôle, plan de données, superviseur et ${f.counted(running.runs.length, 'révision', 'révisions')}`,
  ),
  text(
    '  goes on: nothing; addresses refuse connections. Kept folders, releases and the ledger stay on the disk',
    '  continue : rien ; les adresses refusent les connexions. Dossiers gardés, versions et registre restent sur le disque',
  ),
  text(
    '  next: ecluse proxy brings back the last verified releases; ecluse server also the control plane',
    '  ensuite : ecluse proxy remet les dernières versions vérifiées ; ecluse server aussi le plan de contrôle',
  ),
]

export const nothingRan = (data: string): Text =>
  text(`nothing of ${data} was running`, `rien de ${data} ne tournait`)
