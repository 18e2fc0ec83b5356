import type { SupervisorList } from '../../ports/supervision.ts'

/** A supervisor with nothing to look after, on a prepared server. */
export const quietSupervisor: SupervisorList = {
  pid: 1,
  bootId: 'boot',
  runs: [],
  fences: {},
  jobs: [],
  dataPlane: { pid: 2, restarts: 0 },
  controlPlane: { pid: 3, restarts: 0, wanted: true },
  unknown: [],
  users: {},
}
