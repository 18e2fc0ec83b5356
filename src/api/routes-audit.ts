import { z } from 'zod'
import type { Scope } from '../audit/types.ts'
import { plainName } from './basics.ts'
import { type AnyRoute, route } from './route.ts'

const at = z.number().int().min(0).max(8.64e15)

const scope = z.union([
  z.strictObject({ release: z.number().int().min(1) }),
  z.strictObject({ from: at, to: at }),
]) satisfies z.ZodType<Scope>

async function* once(bytes: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await bytes
}

export const auditRoutes: readonly AnyRoute[] = [
  route({
    method: 'POST',
    path: '/v1/applications/{application}/audit',
    id: 'audit',
    summary: 'An archive for an auditor, as ZIP: of a release, or of a time (half-open)',
    params: z.object({ application: plainName }),
    query: z.object({}),
    body: scope,
    answers: 'bytes',
    schema: z.string(),
    handle: ({ engine, about }, { params, body, actor }) =>
      once(engine.audit(params.application, body, { actor, version: about.version })),
  }),
]
