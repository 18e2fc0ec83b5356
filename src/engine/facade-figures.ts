import type { Figures, Period } from '../figures/types.ts'

/** DORA's figures of a period; `environment` null: of all. */
export type FiguresAsked = (
  where: { readonly application: string; readonly environment: string | null },
  period: Period,
) => Promise<Figures>
