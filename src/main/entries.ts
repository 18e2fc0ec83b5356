import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Folder } from '../folder/layout.ts'
import { smallHeap } from './node-flags.ts'

/** A process's entry stands beside this file, in source as in what is compiled from it. */
const entry = (name: string): string =>
  fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url))

/** argv of the supervisor, which starts the other two. */
export const supervisorArgv = (folder: Folder, controlPlane: boolean): readonly string[] => [
  process.execPath,
  ...smallHeap,
  entry('supervisor'),
  '--data',
  folder.root,
  ...(controlPlane ? [] : ['--without-control-plane']),
]
