import { say, type Text } from '../kernel/text.ts'
import type { DiskView } from './facade.ts'

const size = (bytes: number, f: { count: (value: number) => string }, units: readonly string[]): string => {
  const gigabytes = bytes / 1_024 ** 3
  return gigabytes >= 1
    ? `${f.count(Number(gigabytes.toFixed(1)))} ${units[0]}`
    : `${f.count(Math.ceil(bytes / 1_024 ** 2))} ${units[1]}`
}

export const sizeIn = {
  en: (bytes: number, f: { count: (value: number) => string }) => size(bytes, f, ['GB', 'MB']),
  fr: (bytes: number, f: { count: (value: number) => string }) => size(bytes, f, ['Go', 'Mo']),
} as const

/** What is left cannot go without taking a way back with it. */
export const diskOver = (application: string, { bytes, atMost }: Pick<DiskView, 'bytes' | 'atMost'>): Text =>
  say(
    (f) =>
      `${application} takes ${sizeIn.en(bytes, f)} on the disk, above its disk.at-most of ${sizeIn.en(atMost, f)}: all of it runs or is needed by a rollback`,
    (f) =>
      `${application} occupe ${sizeIn.fr(bytes, f)} sur le disque, plus que son disk.at-most de ${sizeIn.fr(atMost, f)} : tout cela tourne ou sert à un retour en arrière`,
  )
