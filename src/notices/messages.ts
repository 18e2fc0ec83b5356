import type { Text } from '../kernel/text.ts'
import type { Notice, NoticeEvent } from './types.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

const names: Readonly<Record<NoticeEvent, Text>> = {
  waiting: text('waiting for you', 'on vous attend'),
  departure: text('a train is to leave', 'un train doit partir'),
  expiring: text('evidence is about to expire', 'une preuve va échoir'),
  started: text('started', 'commencé'),
  step: text('step', 'étape'),
  verdict: text('verdict', 'verdict'),
  'rolled-back': text('rolled back', 'retour en arrière'),
  done: text('done', 'terminé'),
  override: text('override', 'contrôle outrepassé'),
  freeze: text('freeze', 'gel'),
  test: text('test', 'essai'),
}

export const eventNames = (event: NoticeEvent): Text => names[event]

/** The title of one language: where, and what. */
export const titleOf = ({ event, application, environment }: Notice): Text => {
  const place = environment === null ? application : `${application} ${environment}`
  return text(`${place}: ${names[event].en}`, `${place} : ${names[event].fr}`)
}

export const testText = (by: string): Text =>
  text(
    `this is a test of ecluse notify, asked for by ${by}: nothing happened`,
    `ceci est un essai d’ecluse notify, demandé par ${by} : il ne s’est rien passé`,
  )
