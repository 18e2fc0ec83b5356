import { z } from 'zod'
import { checkAdd, checkRemove, memberNames } from '../identity/changes.ts'
import { isMemberName } from '../identity/forced-command.ts'
import { badMember } from '../identity/messages.ts'
import { readPublicKeys } from '../identity/public-key.ts'
import type { KeyLine } from '../identity/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import { actor, name, plainName } from './basics.ts'
import { type AnyRoute, type Caller, route } from './route.ts'

const nothing = z.object({})
const role = z.enum(['admin', 'ship', 'read'])
const only = z.array(plainName).min(1).max(100).nullable()
const keyView = z.object({
  fingerprint: z.string(),
  type: z.string(),
  comment: z.string(),
  line: z.int(),
})

export const memberView = z.object({ member: z.string(), role, only, keys: z.array(keyView) })
export const membersView = name(
  'Members',
  z.object({
    file: z.string(),
    members: z.array(memberView),
    /** Keys without a forced command: administrators of everything. */
    administrators: z.array(keyView),
    /** Lines of ours that let nobody in. */
    broken: z.array(keyView),
  }),
)
export type MembersView = z.output<typeof membersView>

const shown = ({ key, line }: KeyLine) => ({
  fingerprint: key.fingerprint,
  type: key.type,
  comment: key.comment,
  line,
})

const viewOf = (file: string, lines: readonly KeyLine[]): MembersView => ({
  file,
  members: memberNames(lines).map((member) => {
    const mine = lines.filter(({ membership }) => membership?.member === member)
    const first = mine[0]?.membership
    return {
      member,
      role: first?.role ?? 'read',
      only: first?.only === undefined || first.only === null ? null : [...first.only],
      keys: mine.map(shown),
    }
  }),
  administrators: lines.filter(({ kind }) => kind === 'open').map(shown),
  broken: lines.filter(({ kind }) => kind === 'broken').map(shown),
})

const who = z.object({ member: z.string().max(200) })

const checkName = (member: string): void => {
  if (!isMemberName(member)) throw new ProblemError(badMember(member))
}

export const identityOf = ({ actor: one, role: its, only: some }: Caller) => ({
  actor: one,
  role: its,
  only: some === null ? null : [...some],
})

/** Who may come in, and who is asking. */
export const memberRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: '/v1/whoami',
    id: 'whoami',
    summary: 'Who the server takes the caller for',
    params: nothing,
    query: nothing,
    body: null,
    answers: 'json',
    schema: z.object({ actor, role, only }),
    handle: async (_, { caller }) => identityOf(caller),
  }),
  route({
    method: 'GET',
    path: '/v1/members',
    id: 'members',
    summary: 'Whose keys open what; also keys that are administrators because they have no forced command',
    params: nothing,
    query: nothing,
    body: null,
    answers: 'json',
    schema: membersView,
    handle: async ({ members }) => viewOf(members.file, await members.lines()),
  }),
  route({
    method: 'POST',
    path: '/v1/members',
    id: 'member-add',
    summary: 'Lets keys in as a member; all keys of the member get this role',
    params: nothing,
    query: nothing,
    body: z.object({
      member: z.string().max(200),
      /** Public keys as in `~/.ssh/id_ed25519.pub`, one a line. */
      keys: z.string().max(100_000),
      /** What the caller calls the file, for sentences. */
      file: z.string().max(4_096).default('keys'),
      role: role.default('ship'),
      only: only.default(null),
    }),
    answers: 'json',
    schema: membersView,
    handle: async ({ engine, members }, { body, actor: by }) => {
      const { member, role: its, only: some } = body
      checkName(member)
      const keys = readPublicKeys(body.file, body.keys)
      checkAdd(await members.lines(), member, keys)
      const fingerprints = keys.map(({ fingerprint }) => fingerprint)
      // A right that was given and not recorded would be worse than one that was recorded and not given.
      const payload = { member, role: its, only: some, keys: fingerprints }
      await engine.record({ actor: by, action: 'member-added', payload })
      await members.add({ member, role: its, only: some }, keys)
      return viewOf(members.file, await members.lines())
    },
  }),
  route({
    method: 'POST',
    path: '/v1/members/{member}/remove',
    id: 'member-remove',
    summary: 'Takes every key of a member away; what it has open is cut within a second',
    params: who,
    query: nothing,
    body: nothing,
    answers: 'json',
    schema: membersView,
    handle: async ({ engine, members }, { params, actor: by }) => {
      const gone = checkRemove(await members.lines(), params.member)
      const keys = gone.map(({ key }) => key.fingerprint)
      await engine.record({ actor: by, action: 'member-removed', payload: { member: params.member, keys } })
      await members.remove(params.member)
      return viewOf(members.file, await members.lines())
    },
  }),
]
