import { z } from 'zod'
import { ProblemError } from '../kernel/problem.ts'
import { noRoute } from './messages.ts'
import { type AnyRoute, route } from './route.ts'

const nothing = z.object({})

export const backupRoutes: readonly AnyRoute[] = [
  route({
    method: 'POST',
    path: '/v1/backup',
    id: 'backup',
    summary:
      'Everything of the data folder but kept folders, the key file, logs and telemetry, as a tar archive',
    params: nothing,
    query: nothing,
    body: nothing,
    answers: 'bytes',
    schema: z.string(),
    handle: ({ backup }, { actor }) => {
      if (backup === undefined) throw new ProblemError(noRoute('POST', '/v1/backup'))
      return backup(actor)
    },
  }),
]
