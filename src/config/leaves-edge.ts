import type { Expects } from './expectations.ts'
import { listen as address, leaf, read, duration as time } from './leaves.ts'
import { parseFolder } from './scalars.ts'
import { parseHost, parseNetwork, parseSize } from './scalars-edge.ts'

export const listen = address
export const duration = time

/** A file of the server. */
export const absolute = (expects: Expects) => leaf(expects, /^\/[^\0\n]{1,4000}$/)

export const hostName = read('host', parseHost, '^[A-Za-z0-9.-]{1,254}$')
/** A file of a folder, by its path from there. */
export const fileBelow = read('fileBelow', parseFolder, '^[^/].*$')
/** A page of the repository. */
export const page = read('maintenance', parseFolder, '^[^/].*$')
/** Bytes. */
export const size = read('size', parseSize, '^\\d+(\\.\\d+)? ?(B|KB|MB|GB)$')
export const network = read('network', parseNetwork, '^[0-9A-Fa-f:.]+(/\\d{1,3})?$')
