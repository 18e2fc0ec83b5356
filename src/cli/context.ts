import { existsSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiClient } from '../api/client.ts'
import { layout } from '../folder/layout.ts'
import { openFolder, whereFolder } from '../folder/open.ts'
import { ProblemError } from '../kernel/problem.ts'
import { stoppedOnPurpose } from './messages.ts'
import type { World } from './program.ts'
import { Remote, serverOf } from './remote.ts'
import type { Terminal } from './terminal.ts'
import { type Context, type Given, type Start, wordOf } from './verb.ts'

/** Whether something answers on the control plane's socket. */
const answers = async (client: ApiClient, isAway: (error: unknown) => boolean): Promise<boolean> => {
  try {
    await client.get('/v1/version')
    return true
  } catch (error) {
    if (isAway(error)) return false
    throw error
  }
}

/** One that this user may not look into exists: opening it says what is wrong. */
const isDataFolder = (data: string): boolean => {
  try {
    return statSync(join(data, 'version')).isFile()
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES'
  }
}

/** What every command works with, from the options of every command. */
export const contextOf = (terminal: Terminal, world: World, given: Given): Context => {
  const { machine } = world
  const data = whereFolder(wordOf(given, 'data') ?? undefined, machine.environment, machine.home)
  const here = async (start: Start): Promise<ApiClient> => {
    // What only computes from files has no use for it.
    const { ApiClient, isAway } = await import('../api/client.ts')
    const folder = existsSync(data) ? layout(realpathSync(data)) : openFolder(data)
    const client = new ApiClient(folder.sockets.control)
    if (await answers(client, isAway)) return client
    const opened = openFolder(data)
    const stopped = await machine.stopped(opened)
    if (stopped !== null && start === 'unless-stopped')
      throw new ProblemError(stoppedOnPurpose(stopped === 'everything'))
    await machine.bringUp(opened, 'everything', (text) => terminal.aside(text))
    return client
  }
  const server = serverOf(machine, wordOf(given, 'server'), wordOf(given, 'data') !== null)
  const remote = server === null ? null : new Remote(server, machine, terminal)
  return {
    terminal,
    machine,
    data,
    server,
    application: wordOf(given, 'application'),
    environment: wordOf(given, 'environment'),
    // What a server has is asked of it.
    exists: () => server !== null || isDataFolder(data),
    open: () => openFolder(data),
    api: remote === null ? here : () => remote.client(),
    here,
    now: () => Date.now() + (remote?.skew ?? 0),
    explain: (error) => remote?.explain(error) ?? error,
    close: () => remote?.close(),
    interrupted: world.interrupted,
  }
}
