import { entry } from './expectation.ts'

/** What is expected of the values of approvals. */
export const approvalsExpectations = {
  approvals: entry(
    'bad-value',
    'a map such as `{ product-manager: 1, not-the-author: true }`',
    'une table telle que `{ product-manager: 1, not-the-author: true }`',
  ),
  canaryApprovals: entry(
    'bad-value',
    'a map such as `{ at: 50%, delivery-manager: 1 }`',
    'une table telle que `{ at: 50%, delivery-manager: 1 }`',
  ),
  peopleCount: entry(
    'bad-count',
    'how many people of that role, 1 to 20',
    'combien de personnes de ce rôle, de 1 à 20',
  ),
  keepReleases: entry('bad-count', 'a number from 1 to 100', 'un nombre de 1 à 100'),
  floorRoot: entry(
    'bad-value',
    'a map such as `environments: { "*": { after: staging } }`',
    'une table telle que `environments: { "*": { after: staging } }`',
  ),
  floor: entry('bad-value', 'a map of policy keys', 'une table de clés de politique'),
  floorName: entry('bad-name', 'the name of an environment, or `"*"`', 'le nom d’un environnement, ou `"*"`'),
} as const
