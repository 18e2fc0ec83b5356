const utf8 = new TextDecoder('utf-8', { fatal: true })
const old = new TextDecoder('windows-1252')

/** The text of bytes of any age: UTF-8 where they are, else what they were most likely meant to be. */
export const textOf = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    return old.decode(bytes)
  }
}
