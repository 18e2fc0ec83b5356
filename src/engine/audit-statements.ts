import type { AuditedRollout, AuditedStatement } from '../audit/types.ts'
import type { Config } from '../config/types.ts'
import { namespace, readStatement } from '../identity/statement.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import { peopleOf } from '../policy/people.ts'
import type { Source } from '../ports/source.ts'
import { readSigners } from '../provenance/allowed-signers.ts'
import { readSignature } from '../provenance/sshsig.ts'
import * as rows from '../records/audited.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { decode, type Records } from '../records/handle.ts'
import { releaseOf } from '../records/releases.ts'

/** `signer`: as it was kept when the statement came; null: unsigned, or of before that was kept. */
type Said = Omit<AuditedStatement, 'signer'> & { readonly signer: string | null }

const broughtBy = (column: string): Pick<Said, 'actor' | 'signer'> => {
  const { signer = null, ...actor } = decode<Actor & { readonly signer?: string }>(column)
  return { actor, signer }
}

/** What people said, by candidate. */
export const statementsBy = async (
  records: Records,
  application: string,
): Promise<ReadonlyMap<string, readonly Said[]>> => {
  const said = await rows.statementRows(records, application)
  const read = said.map((row) => {
    const signature = row.signature === null ? null : readSignature(row.signature)
    const one: Said = {
      environment: row.environment.slice(application.length + 1),
      action: row.action,
      item: row.item,
      note: readStatement(row.text)?.note ?? '',
      ...broughtBy(row.actor),
      at: row.at,
      key: signature === null || typeof signature === 'string' ? null : signature.key.fingerprint,
      text: row.text,
      signature: row.signature,
    }
    return [row.candidate, one] as const
  })
  const grouped = Map.groupBy(read, ([candidate]) => candidate)
  return new Map([...grouped].map(([candidate, all]) => [candidate, all.map(([, one]) => one)]))
}

export type Approvers = { readonly name: string; readonly environment: string; readonly text: string }

const fileOf = async (
  source: Pick<Source, 'file'>,
  application: string,
  environment: string,
  ruling: { readonly commit: string; readonly config: Config } | null,
): Promise<string | null> => {
  const path = ruling?.config.environments.find(({ name }) => name === environment)?.approvers
  if (ruling === null || path === undefined) return null
  const bytes = await source.file(application, ruling.commit, path).catch(() => null)
  return bytes === null ? null : new TextDecoder().decode(bytes)
}

/** The approvers files that ruled its rollouts: of the release that ran before each, of a first one its own. */
export const approversOf = async (
  records: Records,
  source: Pick<Source, 'file'>,
  application: string,
  candidate: string,
  rollouts: readonly AuditedRollout[],
): Promise<readonly Approvers[]> => {
  const found = new Map<string, Approvers>()
  for (const { kind, environment, previous, release } of rollouts) {
    const name = `${environment}-r${previous ?? release}`
    if (kind !== 'ship' || found.has(name)) continue
    const before = previous === null ? null : await releaseOf(records, application, previous)
    const ruling = await candidateOf(records, before?.candidate ?? candidate)
    const text = await fileOf(source, application, environment, ruling)
    if (text !== null) found.set(name, { name, environment, text })
  }
  return [...found.values()]
}

/** Who a key is by those files; otherwise whoever brought the statement. */
export const signerOf = (
  { key, environment, actor, signer: kept }: Said,
  approvers: readonly Approvers[],
): string => {
  if (kept !== null) return kept
  for (const one of approvers.filter((file) => file.environment === environment)) {
    try {
      const people = peopleOf(readSigners(one.name, one.text, namespace))
      const person = people.find(({ signers }) => signers.some((signer) => signer.key.fingerprint === key))
      if (person !== undefined) return person.name
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
    }
  }
  return actor.name
}
