import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createMembers } from '../members/authorized-keys-file.ts'
import { ApiClient } from './client.ts'
import { listenMembers } from './door.ts'
import { FakeEngine } from './engine.fixture.ts'
import { createApi, listenApi } from './server.ts'

export type ServedFake = {
  readonly engine: FakeEngine
  readonly client: ApiClient
  readonly socket: string
  /** Where bridges introduce themselves, and the file that says who is a member. */
  readonly membersSocket: string
  readonly keys: string
  readonly troubles: string[]
  /** Ends the server as a control plane that dies would, and begins another over the same engine. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** The real API on a real socket over a fake engine; at a path, or in a folder of its own. */
export const serveFake = async (path?: string): Promise<ServedFake> => {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-api-'))
  const socket = path ?? join(folder, 'control.sock')
  const membersSocket = join(dirname(socket), 'members.sock')
  const keys = join(folder, 'authorized_keys')
  const members = createMembers({ file: keys, program: ['ecluse'] })
  const engine = new FakeEngine()
  const troubles: string[] = []
  const about = {
    version: '1.2.3',
    node: process.versions.node,
    pid: process.pid,
    data: folder,
    startedAt: 1,
  }
  const begin = async (): Promise<FastifyInstance> => {
    const served = { engine, about, members }
    const api = createApi({ served, trouble: (where) => void troubles.push(where) })
    await listenApi(api, socket)
    await listenMembers(api, membersSocket, members)
    return api
  }
  let api = await begin()
  return {
    engine,
    client: new ApiClient(socket),
    socket,
    membersSocket,
    keys,
    troubles,
    restart: async () => {
      await api.close()
      api = await begin()
    },
    stop: async () => {
      await api.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
