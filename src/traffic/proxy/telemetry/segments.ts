import { open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TelemetryRow } from '../../../ports/signal-source.ts'
import { decodeRow } from './codec.ts'

/** One file of rows, named by its first sequence; within it they follow one another. */
export type Segment = {
  readonly path: string
  readonly first: number
  readonly firstSecond: number
  bytes: number
}

const named = /^(\d{1,16})\.jsonl$/

const readStart = async (path: string): Promise<{ row: TelemetryRow | undefined; bytes: number }> => {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const text = buffer.toString('utf8', 0, bytesRead)
    const row = text.includes('\n') ? decodeRow(text.slice(0, text.indexOf('\n'))) : undefined
    return { row, bytes: (await file.stat()).size }
  } finally {
    await file.close()
  }
}

/** The segments of a folder in order; files without one whole row are taken away. */
export const listSegments = async (folder: string): Promise<Segment[]> => {
  const segments: Segment[] = []
  const names = (await readdir(folder)).filter((name) => named.test(name))
  for (const name of names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    const path = join(folder, name)
    const { row, bytes } = await readStart(path)
    if (row === undefined) await rm(path, { force: true })
    else segments.push({ path, first: row.seq, firstSecond: row.second, bytes })
  }
  return segments
}

/** The whole rows of a segment; a last line that was cut off by a kill is none. */
export const readSegment = async (path: string): Promise<TelemetryRow[]> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const rows: TelemetryRow[] = []
  for (const line of text.split('\n')) {
    const row = decodeRow(line)
    if (row !== undefined) rows.push(row)
  }
  return rows
}
