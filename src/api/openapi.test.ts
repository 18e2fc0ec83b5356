import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { openApi } from './openapi.ts'
import { routes } from './routes.ts'
import { serveFake } from './served.fixture.ts'

type Any = { readonly [key: string]: unknown }
const document = JSON.parse(JSON.stringify(openApi(routes, '1.2.3'))) as Any

const walk = function* (value: unknown): Generator<Any> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Any
  for (const inside of Object.values(value)) yield* walk(inside)
}

const operations = Object.entries(document['paths'] as Record<string, Record<string, Any>>).flatMap(
  ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

describe('the OpenAPI document', () => {
  test('is 3.1 and tells every route once', () => {
    expect(document['openapi']).toMatch(/^3\.1\./)
    expect(document['info']).toMatchObject({ title: 'Écluse', version: '1.2.3' })
    expect(operations).toHaveLength(routes.length)
    const ids = operations.map(({ operation }) => operation['operationId'])
    expect(new Set(ids).size).toBe(routes.length)
  })

  test('every reference leads somewhere', () => {
    const { schemas } = document['components'] as { schemas: Any }
    const references = [...walk(document)].flatMap((one) =>
      typeof one['$ref'] === 'string' ? [one['$ref']] : [],
    )
    expect(references.length).toBeGreaterThan(20)
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\/schemas\//)
      expect(Object.keys(schemas)).toContain(reference.split('/').at(-1))
    }
  })

  test.each(operations)('$method $path names its parameters, answer and problems', ({ path, operation }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const parameters = operation['parameters'] as readonly { name: string; in: string; required: boolean }[]
    expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(inPath)
    for (const one of parameters) expect(one.required).toBe(one.in === 'path')
    const responses = operation['responses'] as Record<string, Any>
    expect(Object.keys(responses)).toEqual(['200', 'default'])
    expect(operation['summary']).toMatch(/\w/)
  })

  test('its schemas compile as JSON Schema 2020-12', () => {
    const require = createRequire(import.meta.url)
    const Ajv = require('ajv/dist/2020.js') as new (
      options: object,
    ) => {
      addSchema(schema: object, key: string): void
      validateSchema(schema: object): boolean
    }
    const ajv = new Ajv({ strict: false })
    const { schemas } = document['components'] as { schemas: Record<string, object> }
    for (const schema of Object.values(schemas)) expect(ajv.validateSchema(schema)).toBe(true)
  })

  test('is served', async () => {
    const served = await serveFake()
    try {
      expect(await served.client.get('/openapi.json')).toEqual(document)
    } finally {
      await served.stop()
    }
  })
})
