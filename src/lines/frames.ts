/**
 * What a one-off command and whoever sits before it say to each other: one byte of kind, four of length (big endian),
 * then so many bytes.
 */
export const kinds = { input: 0, size: 1, endOfInput: 2, output: 3, errors: 4, exit: 5 } as const
export type Kind = (typeof kinds)[keyof typeof kinds]
export type Frame = { readonly kind: number; readonly bytes: Uint8Array }

/** Rows and columns of a terminal, and what it calls itself (`xterm-256color`). */
export type Size = { readonly rows: number; readonly columns: number }
export type Exit = {
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
}

const longest = 16 * 2 ** 20

export const frame = (kind: Kind, bytes: Uint8Array = new Uint8Array()): Uint8Array => {
  const whole = Buffer.alloc(5 + bytes.length)
  whole.writeUInt8(kind, 0)
  whole.writeUInt32BE(bytes.length, 1)
  whole.set(bytes, 5)
  return whole
}

export const jsonFrame = (kind: Kind, value: Size | Exit): Uint8Array =>
  frame(kind, Buffer.from(JSON.stringify(value)))

/** Takes parts of any length, gives whole frames. Throws on a length that nobody of ours sends. */
export const frameReader = (): ((part: Uint8Array) => Frame[]) => {
  let rest: Buffer = Buffer.alloc(0)
  return (part) => {
    rest = Buffer.concat([rest, part])
    const frames: Frame[] = []
    while (rest.length >= 5) {
      const length = rest.readUInt32BE(1)
      if (length > longest) throw new Error(`a frame of ${length} bytes`)
      if (rest.length < 5 + length) break
      frames.push({ kind: rest.readUInt8(0), bytes: rest.subarray(5, 5 + length) })
      rest = rest.subarray(5 + length)
    }
    return frames
  }
}
