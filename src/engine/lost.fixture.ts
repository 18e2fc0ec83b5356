import { statementText } from '../identity/statement.ts'
import { ann, type Stage } from './engine.fixture.ts'

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
  const asked = await on.engine.policy.asked({ ...here, candidate: null, canary: false })
  const text = statementText({
    format: 'ecluse-statement/1',
    ...here,
    action: 'override',
    item: 'lost-commits',
    manifest: asked.manifest ?? 'sha256:',
    loosens: null,
    role: null,
    note: 'the hotfix is not needed any more',
    signedAt: asked.now,
    expires: asked.now + asked.expires,
  })
  await on.engine.policy.override({ ...here, text, signature: null, candidate: null }, ann)
}
