import { badTar } from './messages.ts'

/**
 * POSIX pax and ustar (IEEE 1003.1, `pax`, "ustar Interchange Format"), with the long names of GNU tar on reading.
 * Names are bytes: they are held one byte a character (latin1), never decoded.
 */
export type TarEntry = {
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link' | 'hard-link' | 'other'
  /** Permission bits alone. */
  readonly mode: number
  readonly size: number
  /** Where a link leads; `` otherwise. */
  readonly target: string
}

export const block = 512

const text = (header: Buffer, start: number, length: number): string => {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('latin1', 0, end === -1 ? length : end)
}

const number = (header: Buffer, start: number, length: number): number => {
  const first = header[start] ?? 0
  if ((first & 0x80) !== 0) {
    let value = first & 0x7f
    for (let at = start + 1; at < start + length; at += 1) value = value * 256 + (header[at] ?? 0)
    return value
  }
  const words = text(header, start, length).trim()
  return words === '' ? 0 : Number.parseInt(words, 8)
}

const checksum = (header: Buffer): number => {
  let sum = 8 * 32
  for (let at = 0; at < block; at += 1) if (at < 148 || at >= 156) sum += header[at] ?? 0
  return sum
}

export type RawHeader = TarEntry & { readonly type: string }

/** One header block; null for a block of zeros, which ends an archive. Throws `bad-archive`. */
export const parseHeader = (header: Buffer): RawHeader | null => {
  if (header.every((byte) => byte === 0)) return null
  if (number(header, 148, 8) !== checksum(header))
    throw badTar('a header has a wrong checksum', 'la somme de contrôle d’un en-tête est fausse')
  const type = text(header, 156, 1)
  const prefix = text(header, 257, 5) === 'ustar' && header[262] === 0 ? text(header, 345, 155) : ''
  const name = text(header, 0, 100)
  const size = number(header, 124, 12)
  if (!Number.isSafeInteger(size) || size < 0)
    throw badTar('a header has no size', 'un en-tête n’a pas de taille')
  return {
    type,
    path: prefix === '' ? name : `${prefix}/${name}`,
    kind: kindOf(type, name),
    mode: number(header, 100, 8) & 0o777,
    size,
    target: text(header, 157, 100),
  }
}

const kindOf = (type: string, name: string): TarEntry['kind'] => {
  if (type === '' || type === '0' || type === '7') return name.endsWith('/') ? 'folder' : 'file'
  if (type === '5') return 'folder'
  if (type === '2') return 'link'
  return type === '1' ? 'hard-link' : 'other'
}

/** The records of a pax header, `LENGTH SP KEY=VALUE LF` each, as bytes. */
export const parsePax = (body: Buffer): ReadonlyMap<string, string> => {
  const records = new Map<string, string>()
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at)
    const length = Number(body.toString('latin1', at, space))
    const record = body.toString('latin1', space + 1, at + length - 1)
    const equals = record.indexOf('=')
    if (
      space === -1 ||
      !Number.isSafeInteger(length) ||
      length < 5 ||
      at + length > body.length ||
      equals === -1
    )
      throw badTar('an extended header is malformed', 'un en-tête étendu est mal formé')
    records.set(record.slice(0, equals), record.slice(equals + 1))
    at += length
  }
  return records
}

const octal = (header: Buffer, start: number, length: number, value: number): void => {
  header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, start, 'latin1')
}

const rawHeader = (path: string, type: string, mode: number, size: number, target: string): Buffer => {
  const header = Buffer.alloc(block)
  header.write(path.slice(0, 100), 0, 'latin1')
  octal(header, 100, 8, mode)
  octal(header, 108, 8, 0)
  octal(header, 116, 8, 0)
  octal(header, 124, 12, size)
  octal(header, 136, 12, 0)
  header.write(type, 156, 'latin1')
  header.write(target.slice(0, 100), 157, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  octal(header, 329, 8, 0)
  octal(header, 337, 8, 0)
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

const record = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return `${length}${rest}`
}

const fits = (words: string): boolean =>
  words.length <= 100 && [...words].every((c) => c > '\0' && c < '\x80')

const isUtf8 = (words: string): boolean => {
  const bytes = Buffer.from(words, 'latin1')
  return Buffer.from(bytes.toString('utf8')).equals(bytes)
}

export const padding = (size: number): Buffer => Buffer.alloc((block - (size % block)) % block)

/**
 * The header of an entry: mtime 0, user and group 0, no names. A name that is long or not ASCII stands in a pax header
 * before it; one that is not UTF-8 is marked as bytes (`hdrcharset=BINARY`).
 */
export const headerOf = (
  path: string,
  kind: 'file' | 'folder' | 'link',
  mode: number,
  size: number,
  target: string,
): Buffer => {
  const name = kind === 'folder' ? `${path}/` : path
  const type = kind === 'folder' ? '5' : kind === 'link' ? '2' : '0'
  const header = rawHeader(name, type, mode, size, target)
  const long = [
    ...(fits(name) ? [] : [record('path', name)]),
    ...(fits(target) ? [] : [record('linkpath', target)]),
  ]
  if (long.length === 0) return header
  const bytes = isUtf8(name) && isUtf8(target) ? [] : [record('hdrcharset', 'BINARY')]
  const body = Buffer.from([...bytes, ...long].join(''), 'latin1')
  return Buffer.concat([rawHeader('pax', 'x', 0o644, body.length, ''), body, padding(body.length), header])
}
