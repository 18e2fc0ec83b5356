/** How many releases are kept to go back to, where nothing is said. */
export const usualKeep = 5
