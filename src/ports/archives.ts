/** Archives of evidence that outlive the records which they are of. */
export type Archives = {
  /** Durable before it answers with the file's path; the same name again is written over. */
  readonly keep: (name: string, bytes: Uint8Array) => Promise<string>
}
