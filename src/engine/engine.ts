import type { Engine } from './facade.ts'
import type { Parts } from './parts.ts'

/** The engine over its ports: nothing runs before `start`, and nothing of ours after `stop`. */
export const createEngine = (_parts: Parts): Engine => {
  throw new Error('the engine is being built')
}
