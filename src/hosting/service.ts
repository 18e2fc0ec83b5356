import type { HostingService } from '../ports/hosting.ts'
import { publishAtGitHub } from './github.ts'
import { publishAtGitLab } from './gitlab.ts'
import { Stopped } from './talk.ts'

const ways = { github: publishAtGitHub, gitlab: publishAtGitLab } as const

/** GitHub and GitLab by their REST APIs. */
export const hostingService: HostingService = {
  publish: async (release, signal) => {
    try {
      return await ways[release.kind](release, signal)
    } catch (error) {
      if (error instanceof Stopped) return error.end
      throw error
    }
  },
}
