import type { PracticesView } from '../engine/facade-practices.ts'
import { facts } from '../practices/practices.fixture.ts'
import { practicesOf } from '../practices/practices.ts'

export const practicesView: PracticesView = {
  application: 'hello',
  environment: 'production',
  practices: practicesOf(facts),
}
