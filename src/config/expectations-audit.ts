import { entry } from './expectation.ts'

/** What is expected of the values of `audit`. */
export const auditExpectations = {
  audit: entry(
    'bad-value',
    'a map such as `{ keep-evidence: 7y, anchor: { file: /srv/audit/heads } }`',
    'une table telle que `{ keep-evidence: 7y, anchor: { file: /srv/audit/heads } }`',
  ),
  retention: entry(
    'bad-duration',
    'years or days such as `7y` or `400d`, from `90d` to `100y`',
    'des années ou des jours tels que `7y` ou `400d`, de `90d` à `100y`',
  ),
  anchor: entry(
    'bad-value',
    '`{ file: PATH }` or `{ repository: ADDRESS, branch: ecluse-ledger }`',
    '`{ file: CHEMIN }` ou `{ repository: ADRESSE, branch: ecluse-ledger }`',
  ),
  anchorFile: entry(
    'bad-path',
    'a path of the server from its root, such as `/srv/audit/heads`',
    'un chemin du serveur à partir de sa racine, tel que `/srv/audit/heads`',
  ),
  anchorRepository: entry(
    'bad-value',
    'an address such as `https://git.example.ca/audit.git`, `ssh://git@git.example.ca/audit.git` or `/srv/audit.git`; no password in it',
    'une adresse telle que `https://git.example.ca/audit.git`, `ssh://git@git.example.ca/audit.git` ou `/srv/audit.git` ; sans mot de passe',
  ),
  anchorBranch: entry(
    'bad-value',
    'the name of a branch such as `ecluse-ledger`',
    'le nom d’une branche tel que `ecluse-ledger`',
  ),
} as const
