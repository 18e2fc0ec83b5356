import { shipManifest } from './composed.ts'
import type { ManifestFacade } from './facade-manifest.ts'
import { imagesOf, showManifest } from './manifest-view.ts'
import type { Works } from './works.ts'

export const manifestFacade = (works: Works): ManifestFacade => ({
  show: (application, which) => showManifest(works, application, which),
  images: (application, digests) => imagesOf(works, application, digests),
  ship: async (request) => {
    const shipped = await shipManifest(works.parts, request)
    works.bell.ring()
    works.wakeBuilds()
    if (shipped.kind === 'already-live') return shipped
    const { candidate, kind, text } = shipped
    return { kind, text, candidate: candidate.id, number: candidate.number }
  },
})
