import { of, planIn, type Rule, type Ruled, read, splitRead } from './readers.fixture.ts'

/** Once people were moved, what would turn it back asks a person; not one who has rolled forward out of a return. */
const asksPerson = (plan: ReturnType<typeof planIn>, wake: Ruled): boolean =>
  plan.wayBack === 'person' && wake.state.weight > 0 && !wake.state.forward

const forward = ['moving', 'observing', 'settling']

/** Where only a person may turn a rollout back. */
export const personRules: readonly Rule<Ruled>[] = [
  [
    'without a way back nothing but a person turns back',
    (scenario, wake) => {
      const { state, decision, command } = wake
      if (!asksPerson(planIn(scenario), wake) || !forward.includes(state.phase)) return false
      const turned = ['returning', 'clearing', 'ended'].includes(decision.state.phase)
      const word = command?.command === 'rollback' || command?.command === 'take-back'
      return turned && decision.state.outcome !== 'done' && !word
    },
  ],
  [
    'a regression without a way back is held, and alarms',
    (scenario, wake) => {
      const { state, decision, command } = wake
      const plan = planIn(scenario)
      if (!asksPerson(plan, wake) || !forward.includes(state.phase) || command !== null) return false
      const regressed = read(wake.readings, 'verdict')[0]?.judgement === 'regressed'
      if (!regressed || state.awaits !== undefined || state.insisted) return false
      const { effects } = decision
      const told = effects.some(
        (one) => one.kind === 'tell' && one.level === 'alarm' && one.news.code === 'awaiting',
      )
      return decision.state.awaits === undefined || !told
    },
  ],
  [
    'while a person is waited for nobody is moved, and nothing goes on',
    (scenario, wake) => {
      const { state, decision, command } = wake
      if (decision.state.awaits !== undefined) return of(wake, 'route').length > 0
      if (state.awaits === undefined || command !== null) return false
      return decision.state.phase !== state.phase || splitRead(wake) === null || planIn(scenario) === null
    },
  ],
]
