const size = 131_072
const most = 64

/** Buffers that were written out and may be filled again: fresh ones cost more than the copying. */
const free: Buffer[] = []

/** A copy of lent bytes on its way to a client. `written` is for the write's callback. */
export type Copy = { readonly bytes: Buffer; readonly written: (error?: Error | null) => void }

const forgotten = (): void => {}

export const copyOf = (bytes: Buffer): Copy => {
  if (bytes.length < 8_192 || bytes.length > size) return { bytes: Buffer.from(bytes), written: forgotten }
  const whole = free.pop() ?? Buffer.allocUnsafeSlow(size)
  bytes.copy(whole)
  return {
    bytes: whole.subarray(0, bytes.length),
    // After an error the system may still hold it.
    written: (error) => {
      if (!error && free.length < most) free.push(whole)
    },
  }
}
