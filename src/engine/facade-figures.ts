import type { Figures } from '../figures/types.ts'
import type { Instant } from '../kernel/time.ts'
import type { Zone } from '../kernel/zone.ts'

/**
 * DORA's figures of a period, half-open; `environment` null: of all. `to` null: now; `from` null: 90 days before. `zone`:
 * whose days weeks are of; absent: UTC. Throws `empty-period`.
 */
export type FiguresAsked = (
  where: { readonly application: string; readonly environment: string | null },
  period: { readonly from: Instant | null; readonly to: Instant | null; readonly zone?: Zone },
) => Promise<Figures>
