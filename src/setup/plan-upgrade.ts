import type { Problem } from '../kernel/problem.ts'
import { changeUnit, followChange } from './change-script.ts'
import { upgradeDeed } from './deeds.ts'
import type { Facts } from './facts.ts'
import * as upgrades from './messages-upgrade.ts'
import { places } from './places.ts'
import {
  accountSteps,
  installSteps,
  listSteps,
  problemsOf,
  type Step,
  toolSteps,
  type Wanted,
} from './plan.ts'
import { commandFile, serviceUnit, socketUnit } from './units.ts'

export const upgradeProblemsOf = (facts: Facts, wanted: Wanted): readonly Problem[] => {
  const bad = problemsOf(facts, wanted)
  return bad.length === 0 && facts.current === null ? [upgrades.notPrepared()] : bad
}

const write = `set -eu
mkdir -p "$1"
printf %s "$2" >"$1/ecluse.service"
printf %s "$3" >"$1/ecluse.socket"
printf %s "$4" >"$1/ecluse"
chmod 755 "$1/ecluse"`

/** Units and command of a version lie with it: they change over with it, and go back with it. */
const filesStep = (wanted: Wanted): Step => ({
  name: 'files',
  says: upgrades.steps.files,
  commands: [
    [
      ...['sh', '-c', write, 'sh', `${places.home}/${wanted.id}/server/files`],
      ...[serviceUnit, socketUnit(wanted.ports), commandFile(wanted.platform)],
    ],
  ],
})

/** An earlier change that neither ended nor went back: its unit was taken away, say. */
const unfinishedSteps = (facts: Facts): readonly Step[] =>
  facts.changing === null || facts.current === null || facts.changing === facts.current || facts.underWay
    ? []
    : [
        {
          name: 'unfinished',
          says: upgrades.steps.unfinished(facts.changing),
          commands: [[`${places.home}/${facts.current}/server/change`, '--unfinished']],
        },
      ]

export type UpgradePlan = {
  /** The version that serves until the change, and again where that goes back. */
  readonly from: string
  readonly before: readonly Step[]
  /** Null where the server has that version. */
  readonly change: Step | null
}

/**
 * What brings a prepared server to another version. Everything before `change` only adds; the change is the server's
 * own affair from its first moment, and is whole or undone whoever is lost on the way.
 */
export const planUpgrade = (facts: Facts, wanted: Wanted): UpgradePlan => {
  const unfinished = unfinishedSteps(facts)
  const current = unfinished.length > 0 ? facts.changing : facts.current
  if (current === null || current === wanted.id)
    return { from: current ?? '', before: unfinished, change: null }
  return {
    from: current,
    before: [
      ...unfinished,
      ...toolSteps(facts),
      ...accountSteps(facts),
      ...listSteps(facts),
      ...installSteps(facts, wanted),
      filesStep(wanted),
    ],
    change: {
      name: 'change',
      says: upgrades.steps.change(current, wanted.id),
      commands: [
        [
          ...['sh', '-c', followChange, changeUnit, current, wanted.id],
          ...(wanted.doer === undefined ? [] : [upgradeDeed(wanted.doer, current, wanted.id)]),
        ],
      ],
    },
  }
}
