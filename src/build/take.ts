import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Extractor, refuseKind, tidyName } from '../images/extract.ts'
import { readTar } from '../images/tar-read.ts'
import type { Ms } from '../kernel/time.ts'
import type { Job, Supervision } from '../ports/supervision.ts'
import { newJobId, nice, runJob } from './job.ts'
import { imageLimits } from './scan.ts'
import type { Workshop } from './workshop.ts'

const within: Ms = 1_800_000
const mebi = 1_048_576
/** What the system lets the archive grow to, in bytes. */
const largest = (imageLimits.total + 512) * mebi

export type Taken = { readonly path: string } | { readonly failed: Job }

/** What of a folder is taken: these names at its top, or all but these. */
export type Which = { readonly only: readonly string[] } | { readonly without: readonly string[] }

const archiveArgv = (which: Which): readonly string[] => [
  '/usr/bin/prlimit',
  `--fsize=${largest}`,
  '--',
  '/usr/bin/tar',
  '--create',
  '--file=-',
  '--format=gnu',
  '--sort=name',
  '--hard-dereference',
  '--anchored',
  ...('without' in which ? which.without.map((name) => `--exclude=./${name}`) : []),
  '--',
  ...('only' in which ? which.only.map((name) => `./${name}`) : ['.']),
]

/** Into folders that are new and ours alone. */
const unpackInto = async (archive: string, into: string): Promise<void> => {
  await mkdir(into, { mode: 0o700 })
  const extractor = new Extractor(into, { bytes: largest, entries: imageLimits.entries })
  for await (const item of readTar(createReadStream(archive))) {
    const path = tidyName(item.path)
    if (path === '') continue
    if (item.kind === 'folder') extractor.folder(path)
    else if (item.kind === 'file')
      await extractor.file(path, (item.mode & 0o100) === 0 ? 0o644 : 0o755, item.size, item.body())
    else if (item.kind === 'link') extractor.link(path, item.target)
    else refuseKind(item)
  }
}

let taken = 0

/**
 * What an application's commands made, as files that only we can touch. Where they ran as another user, that user
 * reads them out as one stream: so nothing of ours ever opens a path that a process of theirs can still change, and
 * they hand over what they may read themselves, not what we may.
 */
export const take = async (
  supervision: Supervision,
  workshop: Workshop,
  folder: string,
  which: Which,
): Promise<Taken> => {
  if (workshop.user === null) return { path: folder }
  taken += 1
  const archive = join(workshop.ours, `taken-${taken}.tar`)
  const job = await runJob(supervision, {
    id: newJobId('build'),
    application: workshop.application,
    argv: archiveArgv(which),
    cwd: folder,
    variables: { LC_ALL: 'C' },
    log: workshop.log,
    output: archive,
    within,
    nice,
  })
  if (job.code !== 0) return { failed: job }
  const path = join(workshop.ours, `taken-${taken}`)
  await unpackInto(archive, path)
  await rm(archive)
  return { path }
}
