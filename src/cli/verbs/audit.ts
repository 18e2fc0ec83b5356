import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Scope } from '../../audit/types.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { pathOf, whichOne } from '../application.ts'
import { instantOf } from '../instants.ts'
import { audited, checkIt, needsOut, scopeOrPeriod } from '../messages-audit.ts'
import { fileExists } from '../messages-backup.ts'
import { needFolder } from '../need-folder.ts'
import { readNumber } from '../numbers.ts'
import { type Given, type Verb, wordOf } from '../verb.ts'
import { writeWhole } from '../write-whole.ts'

const scopeOf = (given: Given): Scope => {
  const [from, to] = [wordOf(given, 'from'), wordOf(given, 'to')]
  const release = readNumber('RELEASE', given.argument)
  if (release !== null && release !== undefined && from === null && to === null) return { release }
  if (given.argument !== null || from === null || to === null) throw new ProblemError(scopeOrPeriod)
  const period = { from: instantOf('--from', from), to: instantOf('--to', to) }
  if (period.to <= period.from) throw new ProblemError(scopeOrPeriod)
  return period
}

export const audit: Verb = {
  argument: {
    name: { en: 'RELEASE', fr: 'VERSION' },
    says: { en: 'one release; or --from and --to', fr: 'une version ; ou --from et --to' },
  },
  more: [
    {
      en: 'One ZIP file with the manifests, the evidence, every verdict of gates and judge with its values, the rollouts with what decided, who did what and why, and the ledger’s part with the proof of its chain; readable as README.html and LISEZMOI.html. No secret is in it. Its digest is an entry of the ledger.',
      fr: 'Un fichier ZIP avec les manifestes, les preuves, chaque verdict des contrôles et du juge avec ses valeurs, les déploiements avec ce qui a décidé, qui a fait quoi et pourquoi, et la partie du registre avec la preuve de sa chaîne ; lisible par README.html et LISEZMOI.html. Aucun secret n’y figure. Son empreinte est une écriture du registre.',
    },
  ],
  options: [
    { flags: '--from <date>', says: { en: 'first day, or an instant', fr: 'premier jour, ou un instant' } },
    {
      flags: '--to <date>',
      says: { en: 'day after the last, or an instant', fr: 'lendemain du dernier jour, ou un instant' },
    },
    { flags: '--out <file>', says: { en: 'a new file', fr: 'un nouveau fichier' } },
  ],
  examples: [
    {
      line: 'ecluse audit --from 2026-01-01 --to 2027-01-01 --out audit-2026.zip',
      says: { en: 'a year, for the auditor', fr: 'une année, pour la vérification' },
    },
  ],
  json: { en: '{file,bytes,scope}', fr: '{file,bytes,scope}' },
  run: async (context, given) => {
    const { terminal } = context
    const out = wordOf(given, 'out')
    const scope = scopeOf(given)
    if (out === null) throw new ProblemError(needsOut)
    const path = resolve(context.machine.folder, out)
    if (existsSync(path)) throw new ProblemError(fileExists(path))
    needFolder(context)
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'audit')
    const bytes = await writeWhole(path, client.download(pathOf(application, 'audit'), scope))
    if (terminal.json) terminal.document('audited', { file: path, bytes, scope })
    else terminal.say(audited(path, bytes), checkIt(out))
    return 0
  },
}
