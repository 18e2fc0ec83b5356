import type { Digest } from '../kernel/canonical.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Parts } from './parts.ts'

/** Reading every blob of an image takes its time, and gates are read often. */
const fresh: Ms = 300_000

/** Whether images are whole; a yes is believed for a while, a no never. */
export type Images = {
  present(image: Digest): Promise<boolean>
  /** These are gone. */
  forget(images: readonly Digest[]): void
}

export const imagesOf = (parts: Parts): Images => {
  const seen = new Map<Digest, Instant>()
  return {
    present: async (image) => {
      const now = parts.clock.monotonic()
      const at = seen.get(image)
      if (at !== undefined && now - at < fresh) return true
      const present = await parts.builder.present(image)
      if (present) seen.set(image, now)
      else seen.delete(image)
      return present
    },
    forget: (images) => {
      for (const image of images) seen.delete(image)
    },
  }
}
