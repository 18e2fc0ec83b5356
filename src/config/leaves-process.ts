import { z } from 'zod'
import { isZone, parseCron } from './cron.ts'

const units = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const

/** `512M`, `2G`: bytes, at least 16 mebibytes. */
export const bytes = z
  .string({ error: 'bytes' })
  .regex(/^[1-9]\d{0,6}[KMG]$/, { error: 'bytes' })
  .transform((words) => Number(words.slice(0, -1)) * units[words.slice(-1) as keyof typeof units])
  .refine((value) => value >= 16 * units.M && value <= 2 ** 50, { error: 'bytes' })

/** Shares of a processor: 0.5 is half of one. */
export const processors = z
  .number({ error: 'processors' })
  .min(0.01, { error: 'processors' })
  .max(1_024, { error: 'processors' })

/** Five fields, as every cron reads them. */
export const cron = z
  .string({ error: 'cron' })
  .refine((words) => parseCron(words) !== undefined, { error: 'cron' })

export const timeZone = z.string({ error: 'timeZone' }).refine(isZone, { error: 'timeZone' })
