import type { Facts, Finding } from './types.ts'
import * as words from './words.ts'

/** Below these a rollout may not find room for its images, or a busy edge for its connections. */
const leastFree = { bytes: 1_000_000_000, share: 0.05, inodes: 10_000 }
const leastFiles = 4_096
const ours = { first: 20_000, last: 29_999 }
const clockSlack = 5_000

const machine = (facts: Facts): readonly Finding[] => {
  const { folder, clock, limits, sourcePorts, now } = facts
  const found: Finding[] = []
  if (folder !== null) {
    const { free, of, inodes } = folder.disk
    if (free < leastFree.bytes || free < of * leastFree.share || inodes < leastFree.inodes)
      found.push(words.diskLow(free, of, inodes))
    if (folder.future !== null && folder.future > now + clockSlack)
      found.push(words.clockBehind(Math.round((folder.future - now) / 1_000)))
  }
  if (clock.kept === false) found.push(words.clockUnkept())
  if (limits.files !== null && limits.files < leastFiles) found.push(words.fewFiles(limits.files))
  if (sourcePorts !== null && sourcePorts.first <= ours.last && sourcePorts.last >= ours.first)
    found.push(words.portsOverlap(sourcePorts.first, sourcePorts.last))
  if (facts.git === null) found.push(words.noGit())
  if (facts.node.running !== facts.node.shipped)
    found.push(words.otherNode(facts.node.running, facts.node.shipped))
  return found
}

const folderOf = (facts: Facts, uid: number): readonly Finding[] => {
  const { folder, root } = facts
  if (folder === null) return [words.noFolder(root)]
  return [
    ...(folder.writable ? [] : [words.notWritable(root, uid)]),
    ...folder.leftovers.map(words.leftover),
    ...(folder.restoredFrom === null ? [] : [words.waitsForWord(folder.restoredFrom)]),
  ]
}

/** Nothing runs where nothing was set up, or where it waits for a person's word. */
const processes = (facts: Facts): readonly Finding[] => {
  const { folder, supervisor, router, controlPlane } = facts
  if (folder === null || folder.restoredFrom !== null) return []
  const everything = folder.stopped === 'everything' ? 'stopped' : 'dead'
  const control = folder.stopped === null ? 'dead' : 'stopped'
  if (supervisor === null && everything === 'stopped')
    return [words.partDown(words.names.supervisor, 'stopped', 'supervisor.sock')]
  return [
    ...(supervisor === null ? [words.partDown(words.names.supervisor, everything, 'supervisor.sock')] : []),
    ...(router === null ? [words.partDown(words.names.dataPlane, everything, 'proxy.sock')] : []),
    ...(controlPlane === null ? [words.partDown(words.names.controlPlane, control, 'control.sock')] : []),
    ...(controlPlane !== null && controlPlane.version !== facts.version
      ? [words.otherVersion(controlPlane.version, facts.version)]
      : []),
  ]
}

const runs = ({ supervisor }: Facts): readonly Finding[] => {
  if (supervisor === null) return []
  const bad = supervisor.runs.filter(
    ({ value, instances }) =>
      value === 'failed' ||
      instances.some(({ problem, state }) => problem !== undefined && state !== 'ready'),
  )
  return [
    ...(supervisor.users === undefined ? [words.notSeparated()] : []),
    ...(supervisor.users !== undefined && supervisor.portsApart === false ? [words.portsNotApart()] : []),
    ...(supervisor.unknown.length === 0 ? [] : [words.lostSight(supervisor.unknown)]),
    ...bad.map(({ key, instances }) =>
      words.runBad(key, instances.find(({ problem }) => problem !== undefined)?.problem?.message ?? null),
    ),
  ]
}

const edge = ({ router, deaf }: Facts): readonly Finding[] => [
  ...deaf.map(({ address, takenBy }) => words.deaf(address, takenBy)),
  ...(router?.splits ?? []).flatMap(({ environment, notices }) =>
    (notices ?? []).map(({ code, message, todo }) => words.edgeNotice(environment, code, message, todo)),
  ),
]

/** Between desired and actual, where no rollout is on its way to bring them together. */
const drift = ({ status }: Facts): readonly Finding[] =>
  (status?.applications ?? []).flatMap(({ application, environments }) =>
    environments.flatMap(({ name, desired, actual, rollout, handedOver }): readonly Finding[] => {
      if (handedOver !== undefined) return [words.inHand(application, name, handedOver.by)]
      if (desired === null || actual === null || rollout !== null) return []
      const serving = actual.releases.filter(({ weight }) => weight > 0)
      const isRight = serving.length === 1 && serving[0]?.release === desired.release
      if (isRight) return []
      const share = serving.map(({ release, weight }) => `${release} (${weight} %)`).join(', ')
      return [words.drifts(application, name, desired.release, share)]
    }),
  )

const disk = ({ status }: Facts): readonly Finding[] =>
  (status?.applications ?? []).flatMap(({ application, disk: taken }) =>
    taken?.over === true ? [words.diskOver(application, taken)] : [],
  )

const deaf = ({ status }: Facts): readonly Finding[] =>
  (status?.applications ?? []).flatMap(({ application, deaf: receivers }) =>
    (receivers ?? []).map((one) => words.deafReceiver(application, one)),
  )

const stalled = ({ status }: Facts): readonly Finding[] =>
  (status?.applications ?? []).flatMap(({ application, stalled: all }) =>
    (all ?? []).map((one) => words.stalled(application, one)),
  )

const members = (facts: Facts): readonly Finding[] =>
  facts.members.map(({ code, severity, text, found, todo }) => ({
    code,
    severity,
    text,
    found,
    mend: null,
    todo,
  }))

const config = (facts: Facts): readonly Finding[] =>
  (facts.config ?? []).map(({ code, message }) => words.badConfig(code, message))

/** What is wrong or missing, the worst first. Of facts alone: what could not be seen is no finding of its own. */
export const findingsOf = (facts: Facts, uid: number): readonly Finding[] => {
  const all = [
    folderOf(facts, uid),
    processes(facts),
    edge(facts),
    drift(facts),
    runs(facts),
    disk(facts),
    deaf(facts),
    stalled(facts),
    machine(facts),
    members(facts),
    config(facts),
  ].flat()
  return [
    ...all.filter(({ severity }) => severity === 'wrong'),
    ...all.filter(({ severity }) => severity === 'note'),
  ]
}
