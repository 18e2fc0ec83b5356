import { overrideUnsigned, type Stage } from './engine.fixture.ts'

const here = { application: 'shop', environment: 'production' }

const waitsIn = async (on: Stage): Promise<readonly string[]> =>
  ((await on.engine.status('shop')).applications[0]?.environments ?? [])
    .filter(({ name }) => name === here.environment)
    .flatMap(({ queue }) => queue.flatMap(({ waits }) => waits.map(({ en }) => en)))

/** Waits until something would lose what runs in production. */
export const wouldLose = async (on: Stage): Promise<string> => {
  const found = async () => (await waitsIn(on)).find((wait) => wait.includes('would lose'))
  await on.clock.until(async () => (await found()) !== undefined)
  return (await found()) ?? ''
}

/** A person with the right lets it go. */
export const letLose = async (on: Stage): Promise<void> => {
  await wouldLose(on)
  await overrideUnsigned(on, 'production', 'lost-commits', 'the hotfix is not needed any more')
}
