import { z } from 'zod'
import { named, namedSchemas } from './basics.ts'
import { packType } from './pack-type.ts'
import type { AnyRoute } from './route.ts'
import { mediaTypes } from './stream.ts'

type Schema = { readonly [key: string]: unknown }

const reference = (id: string): string => `#/components/schemas/${id}`

/** OpenAPI 3.1 speaks JSON Schema 2020-12, which is what zod writes. */
const bare = ({ $schema: _, $id: __, ...rest }: Schema): Schema => rest

const inputSchema = (schema: z.ZodType): Schema => bare(z.toJSONSchema(schema, { io: 'input' }))

/** Every schema that is answered: the named ones, and each route's own under `ROUTE.answer`. */
const answerSchemas = (routes: readonly AnyRoute[]): Readonly<Record<string, Schema>> => {
  const all = z.registry<{ id: string }>()
  for (const { id, schema } of routes) if (!named.has(schema)) all.add(schema, { id: `${id}.answer` })
  for (const [id, schema] of namedSchemas) all.add(schema, { id })
  const { schemas } = z.toJSONSchema(all, { io: 'output', uri: reference, unrepresentable: 'any' })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]))
}

const parametersOf = (schema: z.ZodType, place: 'path' | 'query'): readonly Schema[] => {
  const { properties = {}, required = [] } = inputSchema(schema) as {
    properties?: Record<string, Schema>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([key, value]) => ({
    name: key,
    in: place,
    required: place === 'path' || required.includes(key),
    schema: value,
  }))
}

const lastEventId: Schema = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'Goes on after this event',
  schema: { type: 'integer' },
}

const bodyOf = ({ body }: AnyRoute): Schema => {
  if (body === null) return {}
  const content =
    body === 'pack'
      ? { [packType]: { schema: { type: 'string', contentMediaType: packType } } }
      : { 'application/json': { schema: inputSchema(body) } }
  return { requestBody: { required: true, content } }
}

const operation = (one: AnyRoute, schemas: Readonly<Record<string, Schema>>): Schema => {
  const id = named.get(one.schema)?.id
  const schema = id === undefined ? (schemas[`${one.id}.answer`] ?? {}) : { $ref: reference(id) }
  const media = one.answers === 'json' ? 'application/json' : mediaTypes[one.answers]
  return {
    operationId: one.id,
    summary: one.summary,
    parameters: [
      ...parametersOf(one.params, 'path'),
      ...parametersOf(one.query, 'query'),
      ...(one.answers === 'events' ? [lastEventId] : []),
    ],
    ...bodyOf(one),
    responses: {
      200: { description: one.summary, content: { [media]: { schema } } },
      default: {
        description:
          'What is wrong: 400 usage, 403 refused, 404 not found, 409 conflict, 503 unavailable, 500 failed',
        content: { 'application/json': { schema: { $ref: reference('Problems') } } },
      },
    },
  }
}

/** The OpenAPI 3.1 document of these routes. */
export const openApi = (routes: readonly AnyRoute[], version: string): Schema => {
  const schemas = answerSchemas(routes)
  const paths: Record<string, Record<string, Schema>> = {}
  for (const one of routes) {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: operation(one, schemas) }
  }
  const shown = Object.entries(schemas).filter(([id]) => !id.endsWith('.answer'))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Écluse',
      version,
      description: 'The one way in. Served on a Unix socket of mode 0600: whoever holds it is the actor.',
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: 'http://localhost' }],
    paths,
    components: { schemas: Object.fromEntries(shown) },
  }
}
