import type { IncomingHttpHeaders } from 'node:http'
import type { Encoding, Page, SiteFile } from './site.ts'

/** Whether a client takes an encoding (RFC 9110, section 12.5.3); what it does not name it does not get. */
const takes = (field: string, encoding: Encoding): boolean => {
  for (const one of field.toLowerCase().split(',')) {
    const [name, ...parameters] = one.split(';').map((words) => words.trim())
    if (name !== encoding) continue
    const weight = parameters.find((words) => words.startsWith('q='))
    return weight === undefined || Number(weight.slice(2)) > 0
  }
  return false
}

export type Representation = { readonly file: SiteFile; readonly encoding: Encoding | undefined }

/** The smallest that the client takes; of a part, always the plain file. */
export const representationOf = (page: Page, headers: IncomingHttpHeaders): Representation => {
  const field = String(headers['accept-encoding'] ?? '')
  const part = headers.range !== undefined
  const found = part ? undefined : page.smaller.find(({ encoding }) => takes(field, encoding))
  return { file: found?.file ?? page.file, encoding: found?.encoding }
}

/** Whether the client has it already (RFC 9110, section 13.1.2). */
export const isKnown = (tag: string, headers: IncomingHttpHeaders): boolean => {
  const field = headers['if-none-match']
  if (field === undefined) return false
  return field.trim() === '*' || field.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
}

/** Bytes from `start` up to `end`, both among them; `none`: no such part; undefined: the whole. */
export type Part = { readonly start: number; readonly end: number } | 'none' | undefined

/** One part of a file (RFC 9110, section 14.2); several at once are answered with the whole. */
export const partOf = (size: number, tag: string, headers: IncomingHttpHeaders): Part => {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range?.trim() ?? '')
  const [, from = '', to = ''] = found ?? []
  if (from === '' && to === '') return undefined
  const unchanged = headers['if-range']
  if (unchanged !== undefined && unchanged !== tag) return undefined
  if (from === '')
    return to === '0' || size === 0 ? 'none' : { start: Math.max(0, size - Number(to)), end: size - 1 }
  const [start, end] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)]
  if (to !== '' && Number(to) < start) return undefined
  return start >= size ? 'none' : { start, end }
}

/** Whether somebody asks for a page rather than for a script or a picture that is not there. */
export const isPage = (path: string, headers: IncomingHttpHeaders): boolean =>
  !path.slice(path.lastIndexOf('/') + 1).includes('.') || String(headers.accept ?? '').includes('text/html')
