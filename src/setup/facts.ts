import { changeUnit } from './change-script.ts'
import { applicationUsers, places } from './places.ts'

/** What a server said about itself. */
export type Facts = {
  readonly user: number
  readonly machine: string
  /** The command of process 1. */
  readonly init: string
  readonly system: string
  /** Debian, or a system that says that it is like it (os-release(5), `ID`, `ID_LIKE`). */
  readonly debian: boolean
  readonly glibc: string | null
  /** Free bytes where the package goes. */
  readonly free: number
  /** The server's clock, in milliseconds. */
  readonly clock: number
  readonly tools: readonly string[]
  readonly accounts: readonly { readonly name: string; readonly uid: number; readonly gid: number }[]
  /** Groups that our own account is in. */
  readonly groups: readonly string[]
  readonly versions: readonly string[]
  readonly current: string | null
  /** The version that a change which is not whole goes back to; `underWay`: it goes on by itself. */
  readonly changing: string | null
  readonly underWay: boolean
  /** SHA-256 of files, by path; absent where there is none. */
  readonly files: Readonly<Record<string, string>>
  readonly active: readonly string[]
  /** Ports that the socket unit names. */
  readonly ports: readonly number[]
  /** TCP ports that somebody listens on. */
  readonly listening: readonly number[]
  readonly rootKeys: string
  readonly ownKeys: string
}

export const neededTools = [
  'perl',
  'setpriv',
  'useradd',
  'systemd-sysusers',
  'chown',
  'tar',
  'sha256sum',
  'systemctl',
  'systemd-run',
  'prlimit',
  'env',
  'rm',
  'git',
] as const
export const wantedTools = ['nft'] as const

const files = [places.service, places.socket, places.users, places.command]

/** Asks without changing anything; for any POSIX shell (`sh -s`). One fact a line: its name, then its value. */
export const probe = `set -u
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
say() { printf '%s %s\\n' "$1" "$2"; }
say user "$(id -u)"
say machine "$(uname -m)"
say init "$(cat /proc/1/comm)"
say system "$(. /etc/os-release 2>/dev/null; printf '%s %s' "\${ID:-unknown}" "\${VERSION_ID:-}")"
say like "$(. /etc/os-release 2>/dev/null; printf '%s %s' "\${ID:-}" "\${ID_LIKE:-}")"
say glibc "$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)"
say free "$(df -Pk /opt 2>/dev/null | tail -n 1 | tr -s ' ' | cut -d' ' -f4)"
say clock "$(date +%s)"
for tool in ${[...neededTools, ...wantedTools].join(' ')}; do command -v "$tool" >/dev/null && say tool "$tool"; done
while IFS=: read -r name _ uid gid _; do
  case "$name" in ${places.account}|${places.account}-app-*) say account "$name $uid $gid";; esac
done </etc/passwd
for group in $(id -nG ${places.account} 2>/dev/null); do say group "$group"; done
for version in ${places.home}/*/server; do [ -d "$version" ] && [ ! -L "\${version%/server}" ] && say installed "$(basename "$(dirname "$version")")"; done
[ -L ${places.current} ] && say current "$(readlink ${places.current})"
[ -L ${places.changing} ] && say changing "$(readlink ${places.changing})"
case "$(systemctl show --property ActiveState --value ${changeUnit} 2>/dev/null)" in active|activating|deactivating) say under way;; esac
for file in ${files.join(' ')}; do [ -f "$file" ] && say file "$(sha256sum "$file")"; done
for unit in ecluse.service ecluse.socket; do systemctl is-active --quiet "$unit" 2>/dev/null && say active "$unit"; done
[ -f ${places.socket} ] && sed -n 's/^ListenStream=/port /p' ${places.socket}
while read -r _ local _ state _; do [ "$state" = 0A ] && say listens "\${local##*:}"; done </proc/net/tcp
while read -r _ local _ state _; do [ "$state" = 0A ] && say listens "\${local##*:}"; done </proc/net/tcp6 2>/dev/null
[ -f /root/.ssh/authorized_keys ] && while IFS= read -r line || [ -n "$line" ]; do say root-key "$line"; done </root/.ssh/authorized_keys
[ -f ${places.keys} ] && while IFS= read -r line || [ -n "$line" ]; do say own-key "$line"; done <${places.keys}
say end ${applicationUsers}
`

/** Null where the answer was cut short. */
export const readFacts = (words: string): Facts | null => {
  const all = words.split('\n').map((line) => {
    const at = line.indexOf(' ')
    return at < 0 ? ([line, ''] as const) : ([line.slice(0, at), line.slice(at + 1)] as const)
  })
  const every = (name: string): readonly string[] =>
    all.flatMap(([key, value]) => (key === name ? [value] : []))
  const one = (name: string): string => every(name)[0] ?? ''
  if (one('end') === '') return null
  return {
    user: Number(one('user')),
    machine: one('machine'),
    init: one('init'),
    system: one('system').trim(),
    debian: one('like').split(' ').includes('debian'),
    glibc: one('glibc') || null,
    free: Number(one('free')) * 1_024,
    clock: Number(one('clock')) * 1_000,
    tools: every('tool'),
    accounts: every('account').map((line) => {
      const [name = '', uid, gid] = line.split(' ')
      return { name, uid: Number(uid), gid: Number(gid) }
    }),
    groups: every('group'),
    versions: every('installed'),
    current: one('current') || null,
    changing: one('changing') || null,
    underWay: one('under') !== '',
    files: Object.fromEntries(
      every('file').map((line) => {
        const [hash = '', path = ''] = line.split(/ [ *]/)
        return [path, hash]
      }),
    ),
    active: every('active'),
    ports: every('port').map(Number),
    listening: [...new Set(every('listens').map((port) => Number.parseInt(port, 16)))],
    rootKeys: every('root-key').join('\n'),
    ownKeys: every('own-key').join('\n'),
  }
}
