/** A mistake as a patch: exact text of one file of the room, and what stood there instead. */
export type Mistake = {
  readonly name: string
  /** The plan whose exploration meets it. */
  readonly where: string
  readonly patches: readonly { readonly file: string; readonly find: string; readonly replace: string }[]
}

/** The mistakes that an earlier design made, each found by exploration. */
export const mistakes: readonly Mistake[] = [
  {
    name: 'a failed contraction has no retry',
    where: 'tail that contracts',
    patches: [
      {
        file: 'tail-act.ts',
        find: 'if (failed ? patient : !due(desk, key, action, placed)) continue',
        replace: 'if (failed || patient === undefined || !due(desk, key, action, placed)) continue',
      },
    ],
  },
  {
    name: '“rolled back” is said though the old release crashed while the new one was being stopped',
    where: 'blue-green',
    patches: [
      {
        file: 'advance.ts',
        find: 'const waits = [...waitCleared(plan, state, facts), ...waitFenced(plan, state, facts), ...back]',
        replace: 'const waits = [...waitCleared(plan, state, facts), ...waitFenced(plan, state, facts)]',
      },
    ],
  },
  {
    name: 'one old component is dead: people return to the others, and releases mix',
    where: 'changed root',
    patches: [
      {
        file: 'act.ts',
        find: "const old = readiness(plan, state, facts, 'old').all\n",
        replace:
          "const side = readiness(plan, state, facts, 'old')\n  const olds = plan.components.filter((one) => one.old !== null && one.old !== one.new)\n  const old = side.missing.length < olds.length ? 'ready' : side.all\n",
      },
    ],
  },
  {
    name: 'instead of holding, the weight is frozen at the last verified one, which lowers a half-made raise',
    where: 'changed root',
    patches: [
      {
        file: 'act.ts',
        find: "if (want === 'hold' || mustHold(plan, state, facts, want)) actHold(desk, facts)\n    return state.weight",
        replace:
          "if (want === 'hold') actHold(desk, facts)\n    else if (mustHold(plan, state, facts, want)) {\n      const weight = plan.steps[state.step - 1]?.weight ?? 0\n      const value = routeValue(weight, 'old')\n      const side = { new: plan.release, old: plan.previous, boot: plan.previous }\n      if (due(desk, splitKey, value, false)) issue(desk, splitKey, value, (generation) => ({ kind: 'route', key: splitKey, weight, ...side, salt: plan.salt, generation }))\n    }\n    return state.weight",
      },
    ],
  },
  {
    name: '0 % is decided while the old release is ready, and issued again after it died',
    where: 'blue-green',
    patches: [
      {
        file: 'act.ts',
        find: "if (want.boot === 'old' && want.weight === 0) return mayReturn(plan, state, facts)",
        replace:
          "if (want.boot === 'old' && want.weight === 0) {\n    return state.wants[splitKey]?.value === routeValue(0, 'old') || mayReturn(plan, state, facts)\n  }",
      },
    ],
  },
  {
    name: 'a first release never ends: it waits to retire nothing',
    where: 'first release',
    patches: [
      {
        file: 'advance.ts',
        find: "if (!state.staying) return open(waits, () => end(state, 'done', now))",
        replace:
          "if (!state.staying && plan.previous === null) return { waits: [{ code: 'absent', side: 'old', components: [] }] }\n  if (!state.staying) return open(waits, () => end(state, 'done', now))",
      },
    ],
  },
  {
    name: 'the previous release is broken already, and even an early withdrawal waits for it for ever',
    where: 'broken stable',
    patches: [
      {
        file: 'act.ts',
        find: "return state.weight === 0 || readiness(plan, state, facts, 'old').all === 'ready'",
        replace: "return readiness(plan, state, facts, 'old').all === 'ready'",
      },
    ],
  },
  {
    name: 'rolling forward from 100 % goes back to the holdback, onto the release that was written off',
    where: 'canary',
    patches: [
      {
        file: 'advance.ts',
        find: "return { to: enter(state, 'settling', now, { forward: true }) }",
        replace:
          "const step = plan.steps.length - 1\n    return { to: enter(state, 'moving', now, { forward: true, step, target: plan.steps[step]?.weight ?? 100 }) }",
      },
    ],
  },
  {
    name: 'a rehearsal is said to have passed before people were read back on the previous release',
    where: 'rehearsal',
    patches: [
      {
        file: 'advance.ts',
        find: "return open(waits, () => forth('passed'))",
        replace:
          "return state.elapsed > length ? { to: forth('passed') } : open(waits, () => forth('passed'))",
      },
    ],
  },
  {
    name: 'a skipped contraction runs after the end, since skipping raised no fence',
    where: 'tail that contracts',
    patches: [
      {
        file: 'tail-advance.ts',
        find: "const done = value === 'passed' || (state.skipped && (value === 'skipped' || value === 'failed'))",
        replace: "const done = value === 'passed' || state.skipped",
      },
    ],
  },
  {
    name: 'a job whose reading is lost is taken for one that does not run',
    where: 'migrations',
    patches: [
      {
        file: 'bars.ts',
        find: 'return fenced && !still ? []',
        replace: 'return fenced !== null && !still ? []',
      },
    ],
  },
  {
    name: 'what only a person may take back goes back by itself',
    where: 'no way back but a person’s',
    patches: [
      {
        file: 'move.ts',
        find: "plan.wayBack === 'person' && state.weight > 0 && returnable(plan, state)",
        replace: "plan.wayBack === 'person' && state.weight > 100 && returnable(plan, state)",
      },
    ],
  },
]
