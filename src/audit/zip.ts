import { type Zippable, zipSync } from 'fflate'

export type Files = ReadonlyMap<string, Uint8Array>

/** Stored, not compressed: so every byte of it is accounted for, whichever version made it. */
export const pack = (files: Files): Uint8Array => {
  // The same moment in every file, so that the same content is the same archive; in local time, as the format has it.
  const always = new Date(1980, 0, 1)
  const all: Zippable = {}
  for (const [path, content] of files) all[path] = [content, { level: 0, mtime: always, os: 3 }]
  return zipSync(all)
}

export type Read = {
  readonly files: Files
  /** The first byte that is not as `pack` writes it, where files cannot be read on; null: all could. */
  readonly broken: { readonly byte: number; readonly file: string | null } | null
}

const headerLength = 30
const entry = 0x04034b50
const table = 0x02014b50
/** Of an archive without a file. */
const endOfAll = 0x06054b50
const names = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const nameOf = (bytes: Uint8Array): string | null => {
  try {
    return names.decode(bytes)
  } catch {
    return null
  }
}

/** The first byte that the same files, packed again, have otherwise: nothing hides between them; null: none. */
export const firstOther = (archive: Uint8Array, files: Files): number | null => {
  const again = pack(files)
  if (Buffer.compare(again, archive) === 0) return null
  let at = 0
  while (at < archive.length && archive[at] === again[at]) at += 1
  return at
}

/**
 * Reads what `pack` wrote, file after file from the first byte on, and nothing else: no file is inflated, counted twice
 * or looked for where a table says, so that no archive costs more than its own size.
 */
export const read = (archive: Uint8Array): Read => {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const files = new Map<string, Uint8Array>()
  let at = 0
  // What cannot be read here may come of a length that was altered before.
  const broken = (byte: number, file: string | null): Read => {
    const other = firstOther(archive, files) ?? at
    return { files, broken: { byte: other < at ? other : byte, file } }
  }
  for (;;) {
    if (at + 4 > archive.length) return broken(archive.length, null)
    const signature = view.getUint32(at, true)
    if (signature === table || (signature === endOfAll && at === 0)) return { files, broken: null }
    if (signature !== entry) return broken(at, null)
    if (at + headerLength > archive.length) return broken(archive.length, null)
    const begins = at + headerLength + view.getUint16(at + 26, true)
    const name = nameOf(archive.subarray(at + headerLength, begins))
    const ends = begins + view.getUint32(at + 22, true)
    if (name === null || files.has(name)) return broken(at + headerLength, name)
    if (ends > archive.length) return broken(archive.length, name)
    files.set(name, archive.slice(begins, ends))
    at = ends
  }
}

export const unpack = (archive: Uint8Array): Files => read(archive).files
