import type { HolidaySet } from '../calendar/types.ts'
import type { SecretConfig, TestConfig } from '../config/types.ts'
import type { ApprovalsConfig } from '../config/types-approvals.ts'
import type { AnchorConfig } from '../config/types-audit.ts'
import type { CalendarConfig } from '../config/types-calendar.ts'
import type { Checklist } from '../config/types-checklist.ts'
import type { NotifyConfig } from '../config/types-notify.ts'
import type { TrainConfig } from '../config/types-train.ts'
import type { Statement } from '../identity/statement.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { SignerFile } from '../provenance/allowed-signers.ts'

/** Whose rules these are. `first`: nothing runs there yet, the candidate's own. `floor`: the server's. */
export type Source =
  | { readonly kind: 'release'; readonly release: number }
  | { readonly kind: 'first' }
  | { readonly kind: 'floor'; readonly file: string }

/** What rules a release in one environment, with the contents of the files that it names. */
export type Policy = {
  readonly after: string | null
  readonly keepReleases: number
  readonly calendar: CalendarConfig | null
  /** By the file's name in `holidays`. */
  readonly holidays: Readonly<Record<string, HolidaySet>>
  readonly checklist: Checklist | null
  readonly approvals: ApprovalsConfig | null
  readonly approvers: SignerFile | null
  readonly train: TrainConfig | null
  /** What a rehearsal of the way back has to show, in the nearest environment before this one that has them. */
  readonly rehearsal: { readonly environment: string; readonly maxAge: Ms } | null
  /** Days that evidence is kept, null: for ever; where the ledger is anchored, null: nowhere. */
  readonly audit: { readonly keepEvidence: number | null; readonly anchor: AnchorConfig | null }
  /** Who hears of this environment. */
  readonly notify: readonly NotifyConfig[]
  /** Where the secrets that those name come from. */
  readonly addresses: Readonly<Record<string, SecretConfig>>
  /** By component. */
  readonly tests: Readonly<Record<string, readonly TestConfig[]>>
}

/** A statement as the ledger received it. `signature` null: unsigned, of an administrator, where nobody could sign. */
export type Received = {
  readonly id: string
  /** As it was signed. */
  readonly text: string
  readonly statement: Statement
  readonly signature: string | null
  readonly by: string
  readonly at: Instant
}

export type Author = { readonly name: string; readonly email: string }
