/** Where the ledger's head is written down outside the data folder. */
export type AnchorConfig =
  /** A file of the server, from `/`; a line each. */
  | { readonly file: string }
  /** A git repository, and the branch to which a commit is pushed each time. */
  | { readonly repository: string; readonly branch: string }

export type AuditConfig = {
  /** Days that what entries of the ledger were made of is kept; absent: for ever. The entries themselves stay. */
  readonly keepEvidence?: number
  readonly anchor?: AnchorConfig
}
