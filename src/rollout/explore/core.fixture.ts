import { refusalOf } from '../commands.ts'
import { decide } from '../decide.ts'
import { evidenceOf } from '../evidence.ts'
import { start } from '../start.ts'
import { decideTail, startTail } from '../tail.ts'
import type { Core } from './scenario.fixture.ts'

/** The core as it is. */
export const core: Core = { start, decide, startTail, decideTail, refusalOf, evidenceOf }
