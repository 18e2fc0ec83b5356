import type { HistoryView } from '../engine/facade.ts'

const actor = { kind: 'user', name: 'ada', id: 1000 } as const

/** One rollback, live where it has no end. */
export const history = (
  id: string,
  endedAt: number | null,
  { at, commit }: { readonly at: number; readonly commit: string },
): HistoryView => ({
  rollouts: [
    {
      id,
      kind: 'rollback',
      environment: 'production',
      release: 141,
      previous: 142,
      commit,
      subject: 'a subject',
      actor,
      startedAt: at,
      movedAt: at + 10,
      endedAt,
      outcome: endedAt === null ? null : 'done',
      summary:
        endedAt === null
          ? null
          : {
              headline: {
                en: 'release 142 rolled back to 141 in 1.8 s',
                fr: 'version 142 ramenée à 141 en 1,8 s',
              },
              lines: [{ en: '  by ada', fr: '  par ada' }],
              counts: { new: { requests: 1, errors: 0 }, old: { requests: 1, errors: 0 } },
              returned: 1_800,
              weight: 0,
            },
    },
  ],
})
