/** How many releases are kept to go back to, where nothing is said. */
export const usualKeep = 5

/** Where nothing is said, evidence is kept for ever, the ledger stands nowhere else, and nobody is told. */
export const usualTelling = {
  audit: { keepEvidence: null, anchor: null },
  notify: [],
  addresses: {},
} as const
