import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ProblemError } from '../../kernel/problem.ts'
import {
  backedUp,
  fileExists,
  needsFile,
  needsKey,
  notInIt,
  restored,
  startsNow,
  waitsForWord,
} from '../messages-backup.ts'
import { when } from '../render/when.ts'
import { isGiven, type Verb } from '../verb.ts'
import { writeWhole } from '../write-whole.ts'

const file = { en: 'FILE', fr: 'FICHIER' }

export const backup: Verb = {
  argument: { name: file, says: { en: 'a new file', fr: 'un nouveau fichier' } },
  more: [
    {
      en: 'Everything goes on meanwhile. In it: the records with the ledger, the repositories, and every image that a way back may reach. Not in it: kept folders of applications, the key file, logs, telemetry.',
      fr: 'Tout continue pendant ce temps. Elle contient les registres, les dépôts et toutes les images qu’un retour en arrière peut atteindre. Elle ne contient pas les dossiers conservés des applications, le fichier de clé, les journaux ni la télémétrie.',
    },
  ],
  examples: [
    {
      line: 'ecluse backup /var/backups/ecluse.tar',
      says: { en: 'the whole data folder', fr: 'tout le dossier de données' },
    },
  ],
  json: { en: '{file,bytes}', fr: '{file,bytes}' },
  run: async (context, given) => {
    if (given.argument === null) throw new ProblemError(needsFile('backup'))
    const path = resolve(context.machine.folder, given.argument)
    if (existsSync(path)) throw new ProblemError(fileExists(path))
    const client = await context.api('unless-stopped')
    const size = await writeWhole(path, client.download('/v1/backup', {}))
    if (context.terminal.json) context.terminal.document('file', { file: path, bytes: size })
    else context.terminal.say(backedUp(path, size), ...notInIt)
    return 0
  },
}

export const restore: Verb = {
  onlyHere: true,
  argument: { name: file, says: { en: 'what ecluse backup wrote', fr: 'ce qu’ecluse backup a écrit' } },
  more: [
    {
      en: 'Into an empty data folder, whole or not at all. Two machines must never roll out the same release: nothing is started here until you say that the original is gone. Generations then begin above all that the original ever drew, and every rollout goes on from what it finds here.',
      fr: 'Dans un dossier de données vide, en entier ou pas du tout. Deux machines ne doivent jamais déployer la même version : rien n’est démarré ici avant que vous ne disiez que l’original a disparu. Les générations commencent alors au-dessus de toutes celles de l’original, et chaque déploiement continue d’après ce qu’il trouve ici.',
    },
  ],
  options: [
    {
      flags: '--original-is-gone',
      says: {
        en: 'the original runs no more and never will: starts everything',
        fr: 'l’original ne tourne plus et ne tournera plus : démarre tout',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse restore ecluse.tar',
      says: { en: 'unpacks, and starts nothing', fr: 'extrait, et ne démarre rien' },
    },
    {
      line: 'ecluse restore --original-is-gone',
      says: { en: 'starts what was restored', fr: 'démarre ce qui a été restauré' },
    },
  ],
  json: {
    en: '{data,host,at,started,keyNeeded}: keyNeeded is the name of the key that its secrets wait for, or null',
    fr: '{data,host,at,started,keyNeeded} : keyNeeded est le nom de la clé que ses secrets attendent, ou null',
  },
  run: async (context, given) => {
    const { terminal, machine } = context
    const gone = isGiven(given, 'originalIsGone')
    if (given.argument === null && !gone) throw new ProblemError(needsFile('restore'))
    const folder = context.open()
    const label =
      given.argument === null ? null : await machine.restore(folder, resolve(machine.folder, given.argument))
    if (label !== null) terminal.say(...restored(folder.root, label, when(label.at, Date.now())))
    const missing = label?.key !== undefined && !existsSync(join(folder.secrets, 'key'))
    if (missing) terminal.say(needsKey(join(folder.secrets, 'key'), label.key))
    if (gone) {
      await machine.originalGone(folder)
      await machine.bringUp(folder, 'everything', (text) => terminal.aside(text))
    }
    if (terminal.json)
      terminal.document('restored', {
        data: folder.root,
        host: label?.host ?? null,
        at: label?.at ?? null,
        started: gone,
        keyNeeded: missing ? label.key : null,
      })
    else terminal.say(gone ? startsNow : waitsForWord)
    return 0
  },
}
