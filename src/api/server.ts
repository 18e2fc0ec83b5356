import { chmodSync, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import { type ActorOf, socketHolder } from './actor.ts'
import { badRequest, noRoute, notJson, tooLarge } from './messages.ts'
import { openApi } from './openapi.ts'
import { packType } from './pack-type.ts'
import type { AnyRoute, Served } from './route.ts'
import { routes } from './routes.ts'
import { problemsOf, statusOf } from './status.ts'
import { begin, beginBytes, mediaTypes } from './stream.ts'

/** Bytes of a body of JSON. Packs are streamed and bounded by the source. */
const longestBody = 1_048_576

export type ApiOptions = {
  readonly served: Served
  readonly actorOf?: ActorOf
  /** Failures that are nobody's bad input. */
  readonly trouble: (where: string, error: unknown) => void
}

const read = <S extends z.ZodType>(schema: S, part: string, value: unknown): z.output<S> => {
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  throw new ProblemError(
    result.error.issues.map((issue) => badRequest(part, issue.path.join('.'), same(issue.message))),
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

const serve = (app: FastifyInstance, one: AnyRoute, options: ApiOptions, ending: AbortSignal): void => {
  const actorOf = options.actorOf ?? socketHolder()
  const url = one.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.route({
    method: one.method,
    url,
    handler: async (request, reply) => {
      const answer = one.handle(options.served, {
        params: read(one.params, 'path', request.params),
        query: read(one.query, 'query', request.query),
        body: one.body === null || one.body === 'pack' ? request.body : read(one.body, 'body', request.body),
        actor: actorOf(request),
        signal: signalOf(reply, ending),
        lastEvent: lastEventOf(request),
      })
      if (one.answers === 'json') return reply.send(await (answer as Promise<unknown>))
      if (one.answers === 'bytes')
        return reply
          .header('content-type', mediaTypes.bytes)
          .send(Readable.from(await beginBytes(answer as AsyncIterable<unknown>), { objectMode: false }))
      const text = await begin(answer as AsyncIterable<unknown>, one.answers)
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
  if (!(error instanceof ProblemError) && status !== undefined && status < 500)
    return [notJson((error as Error).message)]
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
  for (const one of routes) serve(app, one, options, ending.signal)
  let document: unknown
  app.get('/openapi.json', async () => {
    document ??= openApi(routes, options.served.about.version)
    return document
  })
  return app
}

/**
 * Listens on a Unix socket of mode 0600. A socket file that a dead process left is replaced: the caller holds the
 * lock of the data folder, so nobody living is behind it.
 */
export const listenApi = async (app: FastifyInstance, path: string): Promise<void> => {
  rmSync(path, { force: true })
  const before = process.umask(0o177)
  try {
    await app.listen({ path })
  } finally {
    process.umask(before)
  }
  chmodSync(path, 0o600)
}
