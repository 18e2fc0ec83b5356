import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { everything, example, isKeys } from './example.ts'
import { jsonSchema } from './json-schema.ts'
import { read } from './read.fixture.ts'
import { file } from './schema.ts'
import { documentation } from './tables.ts'
import { entryOf, itemOf, tableOf } from './walk.ts'

/** Every key of the definition as `SECTION.KEY`, without the free names. */
const keysOf = (schema: z.core.$ZodType, path = ''): { path: string; schema: z.core.$ZodType }[] => {
  const inside = entryOf(schema) ?? itemOf(schema)
  const table = tableOf(schema)
  if (table !== undefined)
    return Object.entries(table.shape).flatMap(([key, member]) => [
      { path: `${path}.${key}`, schema: member },
      ...keysOf(member, `${path}.${key}`),
    ])
  return inside === undefined ? [] : keysOf(inside, path)
}

const all = keysOf(file)

describe('every key', () => {
  it('is found', () => {
    const paths = all.map(({ path }) => path)
    expect(paths).toContain('.environments.strategy.canary.steps.weight')
    expect(paths).toContain('.components.tests.run')
    expect(paths.length).toBeGreaterThan(50)
  })

  it('has a docstring in both languages', () => {
    for (const { path, schema } of all) {
      expect(documentation(schema)?.en, path).toMatch(/\.$/)
      expect(documentation(schema)?.fr, path).toMatch(/\.$/)
    }
  })

  it('stands in the JSON Schema with its docstring', () => {
    for (const language of ['en', 'fr'] as const) {
      const schema = JSON.stringify(jsonSchema(language))
      for (const { path, schema: member } of all) {
        const name = path.slice(path.lastIndexOf('.') + 1)
        expect(schema, path).toContain(`"${name}":`)
        expect(schema, path).toContain(JSON.stringify(documentation(member)?.[language]))
      }
    }
  })

  it('stands in the example', () => {
    for (const { path } of all) {
      const name = path.slice(path.lastIndexOf('.') + 1)
      expect(example(), path).toMatch(new RegExp(`[ {#]${name}:|^${name}:`, 'm'))
    }
  })
})

describe('the JSON Schema', () => {
  it('allows no other keys', () => {
    const walk = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return
      const { properties, additionalProperties } = schema as { [key: string]: unknown }
      // Roles of approvals are the team's own words: each with a number.
      const counts = { type: 'integer', minimum: 1, maximum: 20 }
      if (properties !== undefined) expect([false, counts]).toContainEqual(additionalProperties)
      for (const member of Object.values(schema)) walk(member)
    }
    walk(jsonSchema())
  })
})

describe('the example', () => {
  const minimal = `application: benefits
components: { web: }
environments: { production: { listen: 127.0.0.1:8080 } }`

  it('writes out the defaults: it means what the shortest file means', () => {
    expect(read(example('en'))).toEqual(read(minimal))
    expect(read(example('fr'))).toEqual(read(minimal))
  })

  it('has samples that can be used as they are', () => {
    const samples = (text: string) => text.replace(/^( *)# (?=[a-z-]+:| {2})/gm, '$1')
    const used = samples(samples(samples(example())))
      .replace(/^ *after: staging\n/m, '')
      .replace(/^ *strategy: blue-green\n/m, '')
      .replace(/^ *cohort: own-cookie\n/m, '')
      .replace(/^ *header: x-user\n/m, '')
      .replace(/^ *boards: all\n/m, '')
      .replace(/^ {4,}branch: main\n/m, '')
      .replace(/^ *port: open\n/m, '')
      .replace(/^ *command: .*\n/m, '')
      .replace(/^ *side-by-side: .*\n/m, '')
      .replace(/^ {4}static:\n( {6}.*\n)+/m, '')
      .replace(/^ {4}rehearse-rollback:\n( {6,}.*\n)+/m, '')
      .replace(/^ {4}schedule:\n( {6}.*\n)+/m, '')
      .replace(/^ {6}expand: .*\n/m, '')
      .replace(/^ {6}sql: .*\n/m, '')
      .replace(/^ *domain: example\.ca\n/m, '')
      .replace(/^routes: \[\{ path.*\n/m, '')
      .replace(/^ *versions: tags\n/m, '')
      .replace(/^ *tls: off\n/m, '')
      .replace(/^ *hosts: .*\n/m, '')
      .replace(/^ *acme:\n( {8,}.*\n)+/m, '')
    const [component] = read(used).components
    expect(component).toMatchObject({ port: 8080, keep: [{ path: 'data', shared: true }] })
    expect(component?.tests).toEqual([
      { name: 'unit', run: ['npm', 'test'], report: 'junit.xml', within: 900_000 },
    ])
    const [environment] = read(used).environments
    expect(environment?.strategy).toEqual(
      read(minimal.replace('listen', 'strategy: canary, listen')).environments[0]?.strategy,
    )
    expect(environment?.cohort).toEqual({ cookie: 'session' })
    expect(environment?.edge?.tls).toMatchObject({ kind: 'files' })
  })

  it('fits a terminal', () => {
    for (const line of [...example('en').split('\n'), ...example('fr').split('\n')]) {
      expect(line.length).toBeLessThanOrEqual(102)
    }
    expect(isKeys(everything)).toBe(true)
  })
})
