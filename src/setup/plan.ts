import { memberLine, readKeyLines, withLines } from '../identity/authorized-keys.ts'
import { isMemberName, shellWord } from '../identity/forced-command.ts'
import { sha256 } from '../kernel/canonical.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { type Doer, setupDeed } from './deeds.ts'
import { type Facts, neededTools, wantedTools } from './facts.ts'
import * as say from './messages.ts'
import { applicationUser, applicationUsers, places } from './places.ts'
import { commandFile, serviceUnit, socketUnit } from './units.ts'

/** What is to stand on the server. `id` names the package by its content; digest and size are unpacked ones. */
export type Wanted = {
  readonly id: string
  readonly platform: string
  readonly sha256: string
  readonly bytes: number
  readonly ports: readonly number[]
  /** Who asks for it; left out: nothing is written down. */
  readonly doer?: Doer
}

/** One thing that is done: commands in order, and what is written into the first one's standard input. */
export type Step = {
  readonly name: string
  readonly says: Text
  readonly commands: readonly (readonly string[])[]
  readonly input?: { readonly text: string } | 'package'
}

export const platformOf = (machine: string): string | null =>
  machine === 'x86_64' ? 'linux-x64' : machine === 'aarch64' || machine === 'arm64' ? 'linux-arm64' : null

const older = (found: string): boolean => {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  return major < 2 || (major === 2 && minor < 28)
}

const installable = (tool: string): string | null =>
  tool === 'git' ? 'git' : tool === 'nft' ? 'nftables' : null

const missing = (facts: Facts): readonly string[] =>
  [...neededTools, ...wantedTools].filter((tool) => !facts.tools.includes(tool))

/** What stands against preparing this server, or bringing it to another version. */
export const problemsOf = (facts: Facts, wanted: Wanted): readonly Problem[] => {
  const bad: Problem[] = []
  if (facts.user !== 0) bad.push(say.notRoot(facts.user))
  if (!facts.debian) bad.push(say.notDebian(facts.system))
  if (facts.init !== 'systemd') bad.push(say.notSystemd(facts.init))
  if (platformOf(facts.machine) === null) bad.push(say.wrongMachine(facts.machine))
  const lacking = missing(facts).filter((tool) => installable(tool) === null)
  if (lacking.length > 0) bad.push(say.toolsMissing(lacking))
  if (facts.glibc === null || older(facts.glibc)) bad.push(say.oldLibc(facts.glibc))
  // Its archive and what comes out of it lie there at once.
  const needed = Math.ceil(wanted.bytes * 2.2)
  if (!facts.versions.includes(wanted.id) && facts.free < needed) bad.push(say.noRoom(facts.free, needed))
  if (!facts.active.includes('ecluse.socket'))
    for (const port of wanted.ports) if (facts.listening.includes(port)) bad.push(say.portTaken(port))
  return bad
}

/** A file that root alone writes, whole or not at all. */
const put = (
  name: string,
  says: Text,
  path: string,
  text: string,
  mode = '644',
  owner = 'root:root',
): Step => ({
  name,
  says,
  commands: [
    ['sh', '-c', 'cat >"$1"', 'sh', `${path}.new`],
    ['chown', owner, `${path}.new`],
    ['chmod', mode, `${path}.new`],
    ['mv', '-fT', `${path}.new`, path],
  ],
  input: { text },
})

const same = (facts: Facts, path: string, text: string): boolean =>
  facts.files[path] === sha256(text).slice('sha256:'.length)

const account = ['useradd', '--system', '--user-group'] as const

export const accountSteps = (facts: Facts): readonly Step[] => {
  const there = new Set(facts.accounts.map(({ name }) => name))
  const users = Array.from({ length: applicationUsers }, (_, at) => applicationUser(at + 1))
  const absent = users.filter((name) => !there.has(name))
  const outside = users.some((name) => !facts.groups.includes(name))
  return [
    ...(there.has(places.account)
      ? []
      : [
          {
            name: 'account',
            says: say.steps.account,
            commands: [
              // A password that nothing fits: sshd takes a locked account for one that may not come in.
              [
                ...account,
                '--create-home',
                '--home-dir',
                places.accountHome,
                '--shell',
                '/bin/sh',
                '--password',
                '*',
                places.account,
              ],
              ['chmod', '755', places.accountHome],
            ],
          },
        ]),
    ...(absent.length === 0 && !outside
      ? []
      : [
          {
            name: 'users',
            says: say.steps.users,
            // One write of passwd for all: a hundred times useradd takes eight seconds.
            commands: [['systemd-sysusers', '-']],
            input: {
              text: [
                ...absent.map((name) => `u ${name} - - /nonexistent /usr/sbin/nologin\n`),
                ...users.map((name) => `m ${places.account} ${name}\n`),
              ].join(''),
            },
          },
        ]),
  ]
}

/** The list of users as the server's own accounts say; null while one is missing. */
export const userList = (facts: Facts): string | null => {
  const of = (name: string) => facts.accounts.find((one) => one.name === name)
  const own = of(places.account)
  const applications = Array.from({ length: applicationUsers }, (_, at) => of(applicationUser(at + 1)))
  if (own === undefined || applications.some((one) => one === undefined)) return null
  return `${JSON.stringify({ own, applications }, null, 2)}\n`
}

export const listSteps = (facts: Facts): readonly Step[] => {
  const text = userList(facts)
  if (text !== null && same(facts, places.users, text)) return []
  const [write] = text === null ? [] : [put('list', say.steps.list, places.users, text)]
  return [
    { name: 'list', says: say.steps.list, commands: [['mkdir', '-p', places.settings]] },
    ...(write === undefined ? [] : [write]),
  ]
}

/** Two at once have each their own place beside; the digest is that of all bytes as they came out. */
const unpack = `set -eu
home=$1 id=$2 sum=$3 beside=$home/.incoming.$$
trap 'rm -rf "$beside" "$beside.tar"' EXIT
mkdir -p "$home"
gzip -dc >"$beside.tar"
echo "$sum  $beside.tar" | sha256sum --check --status || { echo "not every byte arrived, or not as it was sent" >&2; exit 1; }
mkdir "$beside"
tar --extract --no-same-owner --file="$beside.tar" --directory="$beside"
rm "$beside.tar"
sync -f "$beside" 2>/dev/null || sync
[ -d "$home/$id" ] || mv -T "$beside" "$home/$id"`

/** Unpacked beside its place, and renamed once it is whole and has its digest. */
export const installSteps = (facts: Facts, wanted: Wanted): readonly Step[] =>
  facts.versions.includes(wanted.id)
    ? []
    : [
        {
          name: 'install',
          says: say.steps.install(wanted.id, Math.ceil(wanted.bytes / 1_000_000)),
          input: 'package',
          commands: [['sh', '-c', unpack, 'sh', places.home, wanted.id, wanted.sha256]],
        },
      ]

export const switchTo = (id: string): readonly (readonly string[])[] => [
  ['ln', '-sfn', id, `${places.current}.new`],
  ['mv', '-fT', `${places.current}.new`, places.current],
]

/** An admin's name, from the comment of the key; each name once. */
const nameFor = (comment: string, nth: number, taken: ReadonlySet<string>): string => {
  const plain = (comment.split('@')[0] ?? '').replaceAll(/[^A-Za-z0-9._-]/g, '')
  const name = isMemberName(plain) ? plain : `admin-${nth}`
  if (!taken.has(name)) return name
  for (let more = 2; ; more += 1) if (!taken.has(`${name}-${more}`)) return `${name}-${more}`
}

/** The keys that root accepts and that our account does not know yet, as lines of its file. */
export const firstAdmins = (facts: Facts): readonly { readonly name: string; readonly line: string }[] => {
  const own = readKeyLines(facts.ownKeys)
  const known = new Set(own.map(({ key }) => key.fingerprint))
  const taken = new Set(own.flatMap(({ membership }) => (membership === null ? [] : [membership.member])))
  return readKeyLines(facts.rootKeys).flatMap(({ kind, key }, at) => {
    if (kind !== 'open' || known.has(key.fingerprint)) return []
    known.add(key.fingerprint)
    const name = nameFor(key.comment, at + 1, taken)
    taken.add(name)
    const membership = { member: name, key: key.fingerprint, role: 'admin', only: null } as const
    return [{ name, line: memberLine(['ecluse'], membership, key) }]
  })
}

const keySteps = (facts: Facts): readonly Step[] => {
  const admins = firstAdmins(facts)
  if (admins.length === 0) return []
  const text = withLines(
    facts.ownKeys === '' ? '' : `${facts.ownKeys}\n`,
    admins.map(({ line }) => line),
  )
  const says = say.steps.keys(admins.map(({ name }) => name))
  const folder = `${places.accountHome}/.ssh`
  return [
    {
      name: 'keys',
      says,
      commands: [['install', '-d', '-m', '700', '-o', places.account, '-g', places.account, folder]],
    },
    put('keys', says, places.keys, text, '600', `${places.account}:${places.account}`),
  ]
}

/** What is there of another version stays with that version. */
const stands = (facts: Facts, wanted: Wanted, path: string, text: string): boolean =>
  same(facts, path, text) ||
  (facts.current !== null && facts.current !== wanted.id && facts.files[path] !== undefined)

const unitSteps = (facts: Facts, wanted: Wanted): readonly Step[] => {
  const says = say.steps.units(wanted.ports)
  const [service, socket] = [serviceUnit, socketUnit(wanted.ports)]
  const changed = [
    ...(stands(facts, wanted, places.service, service) ? [] : [put('units', says, places.service, service)]),
    ...(stands(facts, wanted, places.socket, socket) ? [] : [put('units', says, places.socket, socket)]),
  ]
  if (changed.length === 0) return []
  return [...changed, { name: 'units', says, commands: [['systemctl', 'daemon-reload']] }]
}

const startSteps = (facts: Facts): readonly Step[] =>
  facts.active.includes('ecluse.service') && facts.active.includes('ecluse.socket')
    ? []
    : [
        {
          name: 'start',
          says: say.steps.start,
          commands: [
            ['systemctl', 'enable', '--quiet', 'ecluse.socket', 'ecluse.service'],
            ['systemctl', 'start', 'ecluse.socket', 'ecluse.service'],
          ],
        },
      ]

export const toolSteps = (facts: Facts): readonly Step[] => {
  const packages = missing(facts).flatMap((tool) => installable(tool) ?? [])
  if (packages.length === 0) return []
  const install = [
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    'install',
    '--yes',
    '--no-install-recommends',
  ]
  return [
    {
      name: 'tools',
      says: say.steps.tools(packages),
      commands: [
        ['apt-get', 'update', '--quiet'],
        [...install, ...packages],
      ],
    },
  ]
}

/**
 * What is to be done, in order; nothing that is done already. Where accounts are missing the list of users can be
 * written only once the server has told their numbers: the plan is made again then.
 */
export const planSetup = (facts: Facts, wanted: Wanted): readonly Step[] => {
  const steps = thingsToDo(facts, wanted)
  const { doer, id } = wanted
  if (doer === undefined || steps.length === 0) return steps
  const names = namesOf(steps).map(({ name }) => name)
  const commands = [setupDeed(doer, facts.current, facts.current ?? id, names)]
  return [{ name: 'deed', says: say.steps.deed(doer.by), commands }, ...steps]
}

const thingsToDo = (facts: Facts, wanted: Wanted): readonly Step[] => {
  const command = commandFile(wanted.platform)
  return [
    ...toolSteps(facts),
    ...accountSteps(facts),
    ...listSteps(facts),
    // A server that has a version keeps it: another one comes with `upgrade`.
    ...(facts.current === null
      ? [
          ...installSteps(facts, wanted),
          { name: 'current', says: say.steps.current(wanted.id), commands: switchTo(wanted.id) },
        ]
      : []),
    ...(stands(facts, wanted, places.command, command)
      ? []
      : [put('command', say.steps.command, places.command, command, '755')]),
    ...unitSteps(facts, wanted),
    ...startSteps(facts),
    ...keySteps(facts),
  ]
}

/** A step as a script for `sh -s` or one argument of ssh: each word quoted, the first failure ends it. */
export const scriptOf = (step: Step): string =>
  [
    'set -eu',
    'PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"',
    ...step.commands.map((argv) => argv.map(shellWord).join(' ')),
  ].join('\n')

export const namesOf = (steps: readonly Step[]): readonly Step[] =>
  steps.filter((step, at) => steps.findIndex(({ name }) => name === step.name) === at)
