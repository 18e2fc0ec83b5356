import { fileCodes } from './codes-file.ts'
import { machineCodes } from './codes-machine.ts'
import { peopleCodes } from './codes-people.ts'
import type { Topic } from './topic.ts'

/** Every code of a problem, with the topic whose page explains it: a code without one does not type-check. */
export const codes = { ...fileCodes, ...peopleCodes, ...machineCodes } as const

export type Code = keyof typeof codes

/** A server of a newer version may answer with codes that this one does not have: those are explained by no page. */
export const topicOf = (code: string): Topic | undefined =>
  Object.hasOwn(codes, code) ? codes[code as Code] : undefined
