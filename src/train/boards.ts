import type { Boards } from '../config/types-train.ts'

/** Whether a candidate boards; who does not goes by itself. */
export const boardsBy = (
  boards: Boards,
  candidate: { readonly labels: readonly string[]; readonly branch: string | null },
): boolean => {
  if (boards === 'all') return true
  return 'label' in boards ? candidate.labels.includes(boards.label) : candidate.branch === boards.branch
}
