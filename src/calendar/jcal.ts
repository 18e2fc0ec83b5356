import ical from 'ical.js'
import { ProblemError } from '../kernel/problem.ts'
import * as say from './holiday-problems.ts'
import type { Block } from './ics-blocks.ts'

/** One property of a component, as jCal writes it (RFC 7265). */
export type Property = {
  readonly name: string
  readonly parameters: Readonly<Record<string, string>>
  readonly type: string
  readonly values: readonly unknown[]
  readonly line: number
}

export type Component = {
  readonly name: string
  readonly line: number
  readonly properties: readonly Property[]
  readonly inside: readonly Component[]
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const textParameters = (value: unknown): Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' ? [[key, one] as const] : [])),
      )
    : {}

const componentOf = (jcal: unknown, block: Block): Component => {
  const [name, properties, inside] = list(jcal)
  return {
    name: String(name),
    line: block.line,
    properties: list(properties).map((one) => {
      const [own, parameters, type, ...values] = list(one)
      return {
        name: String(own),
        parameters: textParameters(parameters),
        type: String(type),
        values,
        line: block.lines.get(String(own)) ?? block.line,
      }
    }),
    inside: list(inside).map((one) => componentOf(one, block)),
  }
}

/** What ical.js could not read is of the line that it names; it does not say which one that is. */
const lineOf = (block: Block, message: string): number => {
  const [, quoted = ''] = /"([^"]+)"/.exec(message) ?? []
  const guilty = ['rrule', 'duration', 'exdate', 'rdate'].find((name) => block.lines.has(name))
  const index = quoted.length < 3 ? -1 : block.text.split('\r\n').findIndex((line) => line.includes(quoted))
  if (index >= 0) return block.line + index
  return (guilty === undefined ? undefined : block.lines.get(guilty)) ?? block.line
}

/** A component of the file, read by ical.js. Throws a `ProblemError` with its place. */
export const readBlock = (file: string, block: Block): Component => {
  try {
    const whole = ical.parse(`BEGIN:VCALENDAR\r\n${block.text}\r\nEND:VCALENDAR`)
    return componentOf(list(list(whole)[2])[0], block)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const line = lineOf(block, message)
    // Its own words are English only: the line itself says as much.
    const shown = block.text.split('\r\n')[line - block.line]?.slice(0, 60) ?? ''
    throw new ProblemError(say.at(say.badLine(shown), { file, line, column: 1 }), error)
  }
}

export const property = ({ properties }: Component, name: string): Property | undefined =>
  properties.find((one) => one.name === name)
