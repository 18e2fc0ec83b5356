import type { EnvironmentConfig } from './types.ts'

/** An environment's policy keys, as `ecluse.yaml` and the policy file of a server have them. */
export type FloorConfig = Pick<EnvironmentConfig, 'after'> &
  Partial<
    Pick<EnvironmentConfig, 'calendar' | 'checklist' | 'approvals' | 'approvers' | 'keepReleases' | 'train'>
  >
