import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { processesNaming } from './processes.fixture.ts'

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : []
  })

/** The ways in which a value may be written without being hidden. */
const spellings = (value: string): readonly Buffer[] =>
  [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    Buffer.from(value).toString('hex'),
  ].map((text) => Buffer.from(text))

/** Files of a folder that hold one of the values, in whatever spelling: `PATH`. */
export const filesWith = (folder: string, values: readonly string[]): readonly string[] => {
  const needles = values.flatMap(spellings)
  return filesBelow(folder).filter((path) => {
    if (lstatSync(path).size > 50_000_000) return false
    const bytes = readFileSync(path)
    return needles.some((needle) => bytes.includes(needle))
  })
}

/** Command lines of processes of ours that hold one of the values. */
export const commandsWith = (data: string, values: readonly string[]): readonly string[] =>
  processesNaming(data)
    .map(({ command }) => command)
    .filter((command) => values.some((value) => command.includes(value)))

/** Which of the values an output holds. */
export const told = (output: string, values: readonly string[]): readonly string[] =>
  values.filter((value) => spellings(value).some((needle) => output.includes(needle.toString())))
