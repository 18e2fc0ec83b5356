import type { Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

/** One release as a hosting service is to have it. */
export type ToPublish = {
  readonly kind: 'github' | 'gitlab'
  /** Of the repository as a browser shows it, and of the REST API. */
  readonly url: string
  readonly api: string
  readonly token: string
  /** Null: the tag that names the commit there. */
  readonly tag: string | null
  readonly commit: string
  readonly draft: boolean
  /** Heading of a release that is made, null: its tag; one that is there keeps its own. */
  readonly name: string | null
  /** The whole text of it, from what is there (null: nothing), in so many characters at most; null: it does not fit. */
  readonly text: (there: string | null, most: number) => string | null
}

export type Published =
  | {
      readonly kind: 'published'
      readonly state: 'made' | 'updated' | 'unchanged'
      readonly tag: string
      /** Address of the release for people; null: the service did not say. */
      readonly address: string | null
    }
  /** It waits for people: no tag, one of another commit, a token that may not. */
  | { readonly kind: 'refused'; readonly why: Text }
  /** The service does not do it now. `after`: what it wishes us to wait. */
  | { readonly kind: 'later'; readonly why: Text; readonly after: Ms | null }

/** Releases at GitHub and GitLab. No word of the token is in what it says. Never makes a tag. */
export interface HostingService {
  publish(release: ToPublish, signal: AbortSignal): Promise<Published>
}
