import type { Machine } from '../cli/machine.ts'
import { createInput } from './input.ts'
import { thisPackage } from './package-root.ts'
import { page } from './page.ts'

type Here = Pick<Machine, 'platform' | 'environment' | 'home' | 'folder'>

/** What the CLI is given of this machine. What is slow to load is loaded when a command needs it. */
export const createMachine = (here: Here): Machine => ({
  ...here,
  version: thisPackage.version,
  page,
  keyboard: async () => (await import('./keyboard.ts')).openKeyboard(),
  input: createInput(),
  sign: async (text, key, namespace) => (await import('./signing.ts')).sign(here, text, key, namespace),
  checkout: async (folder) => (await import('./checkout.ts')).openCheckout(folder),
  initialise: async (folder, wishes) => {
    const [{ initialise }, { packument, shippedNode }] = await Promise.all([
      import('../init/init.ts'),
      import('./npm.ts'),
    ])
    return initialise(folder, shippedNode, (name) => packument(name, here.environment, here.home), wishes)
  },
  bringUp: async (folder, what, progress) => (await import('./bring-up.ts')).bringUp(folder, what, progress),
  recordFloor: async (folder, file) => (await import('./floor.ts')).recordFloor(folder, file, here.folder),
  stop: async (folder, what) => (await import('./stopping.ts')).stop(folder, what),
  stopped: async (folder) => (await import('./stopping.ts')).readStopped(folder),
  running: async (folder) => (await import('./stopping.ts')).running(folder),
  way: async (server) => {
    const { openWay } = await import('../ssh/way.ts')
    return openWay(server, here.environment, process.stdin.isTTY === true && process.stderr.isTTY === true)
  },
  bridge: async (socket, introduction) => {
    const { bridge } = await import('../ssh/bridge.ts')
    return bridge({ socket, introduction, version: thisPackage.version }, process.stdin, process.stdout)
  },
  greetWith: async (problems) =>
    (await import('../ssh/greeting.ts')).writeGreeting({ version: thisPackage.version, problems }),
  examine: async (data) => (await import('./examine.ts')).examine(data),
  restore: async (folder, file) => (await import('./safekeeping.ts')).restoreInto(folder, file),
  prepareServer: async (server, preparation) =>
    (await import('./servers.ts')).prepareServer(here, server, preparation),
  originalGone: async (folder) => (await import('./safekeeping.ts')).originalGone(folder),
})
