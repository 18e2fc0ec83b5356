/**
 * Versions of the API: raised when something that others rely on changes its meaning, not when something is added.
 * A server speaks a range of them; a client one.
 */
export const spoken = { from: 1, to: 1 } as const
export const mine = 1
