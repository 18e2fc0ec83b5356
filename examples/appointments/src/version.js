import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'version.json'), 'utf8'))

export const say = (message, more = {}) =>
  console.log(JSON.stringify({ level: 'info', message, version, ...more }))
