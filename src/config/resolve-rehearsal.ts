import type { WrittenRehearsal } from './schema-rehearsal.ts'
import type { RehearsalConfig } from './types-rehearsal.ts'

const usual: RehearsalConfig = {
  probes: [],
  load: null,
  within: 120_000,
  for: 5_000,
  maxAge: 7 * 86_400_000,
}

/** A rehearsal with every default filled in; nothing where there is none. */
export const rehearsalFrom = (
  said: WrittenRehearsal | undefined,
): { readonly rehearsal?: RehearsalConfig } => {
  if (said === undefined) return {}
  if (said === true) return { rehearsal: usual }
  return {
    rehearsal: {
      probes: (said.probes ?? []).map(({ path, status }) => ({ path, status: status ?? null })),
      load: said.load ?? null,
      within: said.within ?? usual.within,
      for: said.for ?? usual.for,
      maxAge: said['max-age'] ?? usual.maxAge,
    },
  }
}
