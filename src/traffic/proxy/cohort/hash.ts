/** Positions are 0 to 9,999: a weight of two decimals is a threshold on them. */
export const positions = 10_000

/**
 * MurmurHash3 (x86, 32 bits, public domain, Austin Appleby) over the UTF-16 units of a text, two bytes a unit.
 * Not for secrets: nobody gains by choosing a cohort, and every request needs it.
 */
export const hash32 = (text: string, seed: number): number => {
  let h = seed | 0
  let i = 0
  for (; i + 1 < text.length; i += 2) {
    h ^= mixed(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16))
    h = (h << 13) | (h >>> 19)
    h = (Math.imul(h, 5) + 0xe6546b64) | 0
  }
  if (i < text.length) h ^= mixed(text.charCodeAt(i))
  return finished(h ^ (text.length * 2))
}

const mixed = (block: number): number => {
  const k = Math.imul(block, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}

const finished = (block: number): number => {
  let h = block
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Where somebody stands in the rollout of this salt. */
export const positionOf = (saltSeed: number, id: string): number => hash32(id, saltSeed) % positions

/** The seed that a rollout's salt gives its positions. */
export const saltSeed = (salt: string): number => hash32(salt, 0x45636c75)
