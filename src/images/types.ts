import type { Digest } from '../kernel/canonical.ts'

/** OCI image-spec 1.1, `descriptor.md`. `size` in bytes. */
export type Descriptor = { readonly mediaType: string; readonly digest: Digest; readonly size: number }

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const

/** A layer's blob, and the digest of what it holds uncompressed: the one that survives another compressor. */
export type Layer = Descriptor & { readonly diffId: Digest }

/** OCI image-spec 1.1, `manifest.md`: the members that Écluse writes and reads. */
export type Manifest = {
  readonly schemaVersion: 2
  readonly mediaType: typeof mediaTypes.manifest
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

/** OCI image-spec 1.1, `config.md`. */
export type ImageConfig = {
  readonly created: string
  readonly architecture: string
  readonly os: string
  readonly config: {
    readonly Env: readonly string[]
    readonly Cmd: readonly string[]
    readonly WorkingDir: string
    readonly Labels: Readonly<Record<string, string>>
  }
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly Digest[] }
}

/** Paths inside every image that Écluse builds, relative to its root. */
export const inImage = { node: 'usr/local/bin/node', app: 'app' } as const
