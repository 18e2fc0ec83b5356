/** Reads SSH's wire format (RFC 4251, 5) in order; null where the bytes end too early. */
export type Wire = {
  readonly word: () => number | null
  readonly byte: () => number | null
  readonly text: () => string | null
  readonly bytes: () => Uint8Array | null
  /** Whether everything was read. */
  readonly done: () => boolean
}

export const wireOf = (bytes: Uint8Array): Wire => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const word = (): number | null => {
    if (at + 4 > bytes.length) return null
    at += 4
    return view.getUint32(at - 4)
  }
  const field = (): Uint8Array | null => {
    const size = word()
    if (size === null || at + size > bytes.length) return null
    at += size
    return bytes.subarray(at - size, at)
  }
  return {
    word,
    byte: () => {
      at += 1
      return bytes[at - 1] ?? null
    },
    bytes: field,
    text: () => {
      const found = field()
      return found === null ? null : Buffer.from(found).toString('latin1')
    },
    done: () => at === bytes.length,
  }
}

export const packed = (...fields: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(
    fields.flatMap((field) => {
      const bytes = Buffer.from(field)
      const size = Buffer.alloc(4)
      size.writeUInt32BE(bytes.length)
      return [size, bytes]
    }),
  )

/** A positive whole number of any length without the zero byte that keeps it positive; null: none, or not canonical. */
export const magnitude = (number: Uint8Array | null): Uint8Array | null => {
  const [first, second] = number ?? []
  if (number === null || first === undefined || first >= 0x80) return null
  if (first !== 0) return number
  return second === undefined || second < 0x80 ? null : number.subarray(1)
}

/** Exactly so many bytes, zeros before; null where it is longer. */
export const padded = (bytes: Uint8Array | null, size: number): Buffer | null =>
  bytes === null || bytes.length > size
    ? null
    : Buffer.concat([Buffer.alloc(size - bytes.length), Buffer.from(bytes)])

/** Bytes of base64 as it is written once: no other alphabet, no bits that are left over. */
export const fromBase64 = (words: string): Buffer | null => {
  const bytes = Buffer.from(words, 'base64')
  return bytes.length > 0 && bytes.toString('base64') === words ? bytes : null
}
