import { sha256 } from '../kernel/canonical.ts'
import { type Facts, neededTools, wantedTools } from './facts.ts'
import { applicationUser, applicationUsers, places } from './places.ts'
import { type Step, userList, type Wanted } from './plan.ts'
import { commandFile, serviceUnit, socketUnit } from './units.ts'

export const wanted: Wanted = {
  id: '1.0.0-abc',
  platform: 'linux-x64',
  sha256: 'f'.repeat(64),
  bytes: 200_000_000,
  ports: [80, 443],
}

export const key =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEa4IEl3dMXGghYqz3fQs004z3p484m0FiuELGy5axFO ada@laptop'

/** A bare Debian as its probe tells it. */
export const bare: Facts = {
  user: 0,
  machine: 'x86_64',
  init: 'systemd',
  system: 'debian 12',
  debian: true,
  glibc: '2.36',
  free: 10e9,
  clock: 0,
  tools: [...neededTools, ...wantedTools],
  accounts: [],
  groups: [],
  versions: [],
  current: null,
  changing: null,
  underWay: false,
  files: {},
  active: [],
  ports: [],
  listening: [22],
  rootKeys: key,
  ownKeys: '',
}

const hash = (text: string): string => sha256(text).slice('sha256:'.length)

const accounts = [
  { name: places.account, uid: 990, gid: 990 },
  ...Array.from({ length: applicationUsers }, (_, at) => ({
    name: applicationUser(at + 1),
    uid: 800 + at,
    gid: 800 + at,
  })),
]

const written = (facts: Facts, path: string, text: string): Facts => ({
  ...facts,
  files: { ...facts.files, [path]: hash(text) },
})

/** What a server tells once a step of the plan was done there. */
const effects: Readonly<Record<string, (facts: Facts) => Facts>> = {
  tools: (facts) => ({ ...facts, tools: [...neededTools, ...wantedTools] }),
  account: (facts) => ({ ...facts, accounts: [...facts.accounts, ...accounts.slice(0, 1)] }),
  users: (facts) => ({ ...facts, accounts, groups: accounts.map(({ name }) => name) }),
  list: (facts) => {
    const list = userList(facts)
    return list === null ? facts : written(facts, places.users, list)
  },
  install: (facts) => ({ ...facts, versions: [...facts.versions, wanted.id] }),
  current: (facts) => ({ ...facts, current: wanted.id }),
  command: (facts) => written(facts, places.command, commandFile(wanted.platform)),
  units: (facts) =>
    written(
      written({ ...facts, ports: wanted.ports }, places.service, serviceUnit),
      places.socket,
      socketUnit(wanted.ports),
    ),
  start: (facts) => ({
    ...facts,
    active: ['ecluse.service', 'ecluse.socket'],
    listening: [22, ...facts.ports],
  }),
  keys: (facts) => ({ ...facts, ownKeys: `command="x" ${key}` }),
}

export const after = (facts: Facts, { name }: Step): Facts => effects[name]?.(facts) ?? facts
