import { everyPid, markOf, type ProcessId, type Stat, statOf } from './proc.ts'

/** What belongs to one start of ours: its leader, its mark, the data folder that marked it. */
export type Belonging = { readonly root: string; readonly mark: string; readonly leader: ProcessId | null }

/**
 * The living processes of one start: those of the leader's process group or session, and those that carry its mark
 * wherever they went. A number that the leader left and another process took does not count.
 */
export const membersOf = ({ root, mark, leader }: Belonging): readonly Stat[] => {
  const now = leader === null ? undefined : statOf(leader.pid)
  const taken = now !== undefined && leader !== null && now.start !== leader.start
  return everyPid().flatMap((pid) => {
    if (pid === process.pid) return []
    const stat = statOf(pid)
    if (stat === undefined || stat.zombie) return []
    const inGroup =
      leader !== null &&
      !taken &&
      stat.start >= leader.start &&
      (stat.group === leader.pid || stat.session === leader.pid)
    return inGroup || markOf(pid, root) === mark ? [stat] : []
  })
}

/** SIGKILL to the whole group and to each member: again until a look finds none, since a fork may race a look. */
export const killMembers = async (belonging: Belonging): Promise<void> => {
  for (let round = 0; round < 100; round += 1) {
    const members = membersOf(belonging)
    if (members.length === 0) return
    const leader = belonging.leader
    if (leader !== null && members.some((member) => member.group === leader.pid))
      signal(-leader.pid, 'SIGKILL')
    for (const member of members) signal(member.pid, 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, Math.min(10 + round * 10, 200)))
  }
}

/** A signal to a process or (negative) to a group; one that is gone needs none. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}
