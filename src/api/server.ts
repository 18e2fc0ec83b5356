import { Readable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { allow, narrowed, narrowedItems } from './allow.ts'
import { amissIn } from './amiss.ts'
import { type Caller, createCallerOf } from './door.ts'
import { badRequest, noRoute, notJson, type RequestPart, tooLarge } from './messages.ts'
import { openApi } from './openapi.ts'
import { packType } from './pack-type.ts'
import type { AnyRoute, Served } from './route.ts'
import { routes } from './routes.ts'
import { bindSocket } from './socket.ts'
import { problemsOf, statusOf } from './status.ts'
import { begin, beginBytes, mediaTypes } from './stream.ts'

/** Bytes of a body of JSON. Packs are streamed and bounded by the source. */
const longestBody = 1_048_576

export type ApiOptions = {
  readonly served: Served
  /** Failures that are nobody's bad input. */
  readonly trouble: (where: string, error: unknown) => void
}

const read = <S extends z.ZodType>(schema: S, part: RequestPart, value: unknown): z.output<S> => {
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  throw new ProblemError(
    result.error.issues.map((issue) => badRequest(part, issue.path.join('.'), amissIn(issue))),
  )
}

const lastEventOf = (request: FastifyRequest): number | null => {
  const given = request.headers['last-event-id']
  return typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : null
}

/** Aborts when the client is gone or the server ends. */
const signalOf = (reply: FastifyReply, ending: AbortSignal): AbortSignal => {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return AbortSignal.any([gone.signal, ending])
}

type CallerOf = (request: FastifyRequest) => Promise<Caller>

const serve = (
  app: FastifyInstance,
  one: AnyRoute,
  options: ApiOptions,
  callerOf: CallerOf,
  ending: AbortSignal,
): void => {
  const url = one.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.route({
    method: one.method,
    url,
    handler: async (request, reply) => {
      const caller = await callerOf(request)
      const params = read(one.params, 'path', request.params)
      const query = read(one.query, 'query', request.query)
      allow(caller, one.id, { params, query })
      const answer = one.handle(options.served, {
        params,
        query,
        body: one.body === null || one.body === 'pack' ? request.body : read(one.body, 'body', request.body),
        actor: caller.actor,
        caller,
        signal: signalOf(reply, ending),
        lastEvent: lastEventOf(request),
      })
      if (one.answers === 'json')
        return reply.send(narrowed(caller, one.id, await (answer as Promise<unknown>)))
      const items = narrowedItems(caller, one.id, answer as AsyncIterable<unknown>)
      if (one.answers === 'bytes')
        return reply
          .header('content-type', mediaTypes.bytes)
          .send(Readable.from(await beginBytes(items), { objectMode: false }))
      const text = await begin(items, one.answers)
      return reply
        .header('content-type', mediaTypes[one.answers])
        .header('cache-control', 'no-store')
        .send(Readable.from(text, { objectMode: false, highWaterMark: 16_384 }))
    },
  })
}

/** Fastify's own refusals as problems of ours. */
const explained = (error: unknown): readonly Problem[] => {
  const code = (error as { code?: string }).code ?? ''
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return [tooLarge(longestBody)]
  const status = (error as { statusCode?: number }).statusCode
  if (!(error instanceof ProblemError) && status !== undefined && status < 500) return [notJson(code)]
  return problemsOf(error)
}

/** The API as a server that listens nowhere yet. */
export const createApi = (options: ApiOptions): FastifyInstance => {
  const app = fastify({
    bodyLimit: longestBody,
    forceCloseConnections: true,
    requestTimeout: 0,
    logger: false,
  })
  const ending = new AbortController()
  app.addHook('preClose', async () => ending.abort())
  app.addContentTypeParser(packType, (_request, payload, done) => done(null, payload))
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ problems: [noRoute(request.method, request.url.split('?')[0] ?? '')] }),
  )
  app.setErrorHandler((error, request, reply) => {
    const problems = explained(error)
    if (problems.some(({ code }) => code === 'unexpected'))
      options.trouble(`${request.method} ${request.url}`, error)
    return reply.code(statusOf(problems)).send({ problems })
  })
  const callerOf = createCallerOf(options.served.members)
  for (const one of routes) serve(app, one, options, callerOf, ending.signal)
  let document: unknown
  app.get('/openapi.json', async () => {
    document ??= openApi(routes, options.served.about.version)
    return document
  })
  return app
}

/** Listens on a Unix socket of mode 0600, whose holder may all. */
export const listenApi = (app: FastifyInstance, path: string): Promise<void> =>
  bindSocket(path, () => app.listen({ path }))
