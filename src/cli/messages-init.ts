import { proposedCalendar } from '../calendar/proposal.ts'
import { same, type Text } from '../kernel/text.ts'
import type { InitialisedFile } from './machine.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

/** What became of a file, and what is in it where it is new. */
export const file = ({ name, state, text: content }: InitialisedFile, folder: string): readonly Text[] => {
  if (state === 'not-needed') return []
  if (state === 'kept')
    return [
      text(
        `${folder}${name} is there already and was not touched`,
        `${folder}${name} existe déjà et n’a pas été touché`,
      ),
    ]
  const lines = name === 'ecluse.yaml' && content !== null ? content.trimEnd().split('\n') : []
  return [
    text(`wrote ${folder}${name}`, `${folder}${name} écrit`),
    ...lines.map((line) => same(`    ${line}`)),
  ]
}

export const found = ({ en, fr }: Text): Text => text(`  found: ${en}`, `  trouvé : ${fr}`)
export const guessed = ({ en, fr }: Text): Text => text(`  guessed: ${en}`, `  deviné : ${fr}`)
export const todo = ({ en, fr }: Text): Text => text(`  to do: ${en}`, `  à faire : ${fr}`)

/** What a calendar is for, as it is written or would be, and which holidays are meant. */
export const calendarProposed = (zone: string, written: boolean): readonly Text[] => [
  written
    ? text(
        '  calendar: releases start within working hours, never just before a weekend or a holiday',
        '  calendrier : les mises en production commencent aux heures de travail, jamais juste avant une fin de semaine ou un jour férié',
      )
    : text(
        '  proposed: a calendar, so that nothing starts outside working hours or just before a holiday (init --calendar writes it into a new file):',
        '  proposé : un calendrier, pour que rien ne commence hors des heures de travail ou juste avant un jour férié (init --calendar l’écrit dans un nouveau fichier) :',
      ),
  ...(written ? [] : proposedCalendar(zone).map((line) => same(`      ${line}`))),
  text(
    '    CA-federal-public-service is CA-federal (the Canada Labour Code) with Easter Monday and the first Monday of August; with /QC 24 June, with /YT the third Monday of August instead of that one',
    '    CA-federal-public-service, c’est CA-federal (le Code canadien du travail) avec le lundi de Pâques et le premier lundi d’août ; avec /QC le 24 juin, avec /YT le troisième lundi d’août au lieu de celui-ci',
  ),
]

export const next = (lock: boolean, inGit: boolean): Text => {
  const files = lock ? 'ecluse.yaml ecluse.lock' : 'ecluse.yaml'
  const git = inGit ? `git add ${files} && git commit` : 'git init && git add . && git commit'
  return text(
    `  next: look it over (ecluse check), ${git}, then ecluse ship`,
    `  ensuite : relisez (ecluse check), ${git}, puis ecluse ship`,
  )
}
