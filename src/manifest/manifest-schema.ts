import { z } from 'zod'
import type { Digest } from '../kernel/canonical.ts'
import type { Manifest } from './types.ts'

const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .describe('SHA-256, as OCI writes digests') as unknown as z.ZodType<Digest>
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
  .describe('As ecluse.yaml names it')
/** RFC 8785 has no canonical form of half a character. */
const isWhole = (text: string): boolean => text.isWellFormed()
const argument = z.string().max(65_536).refine(isWhole)

/** Every release manifest passes this, and `manifestSchema` below is made of it. */
export const manifestShape = z.strictObject({
  format: z.literal(1),
  application: name,
  components: z
    .array(
      z.strictObject({
        name,
        version: z
          .string()
          .min(1)
          .max(256)
          .refine(isWhole)
          .describe('A tag of the commit, else its short id'),
        commit: z
          .string()
          .regex(/^[0-9a-f]{40}$/)
          .describe('The commit that it was built from'),
        image: digest.describe('Digest of the OCI image manifest'),
        start: z.array(argument).max(1_000).describe('argv that the image starts with'),
        runtime: z
          .strictObject({
            name: z.literal('node'),
            version: z.string().refine(isWhole),
            integrity: z.string().refine(isWhole),
          })
          .describe('What it was built with and runs on'),
      }),
    )
    .max(10_000)
    .describe('Sorted by name in UTF-16 code units, each name once'),
  configurations: z
    .record(name, z.record(name, digest))
    .describe('Digest of the configuration: environment, then component'),
  migrations: z
    .array(
      z.strictObject({
        component: name,
        phase: z
          .enum(['expand', 'contract'])
          .describe('Before the new release starts, or once the old one is gone'),
        file: z.string().min(1).max(4_096).refine(isWhole).describe('Path below the declared folder'),
        digest: digest.describe('SHA-256 of the file'),
      }),
    )
    .max(100_000)
    .describe('Schema changes that it carries, in order'),
  infrastructure: z.string().nullable().describe('Version of the infrastructure; null: none is versioned'),
}) satisfies z.ZodType<Manifest>

/**
 * JSON Schema (2020-12) of a release manifest. The manifest's id is the SHA-256 of its canonical JSON (RFC 8785), with
 * `sha256:` before it.
 */
export const manifestSchema = (): unknown => ({
  ...z.toJSONSchema(manifestShape, { target: 'draft-2020-12', unrepresentable: 'any' }),
  $id: 'urn:ecluse:schemas:release-manifest:1',
  title: 'Écluse release manifest, format 1',
  description:
    'What a release is, by content. Its id is sha256: and the SHA-256 of its canonical JSON (RFC 8785). Who, when and why stand beside it, in the ledger.',
})
