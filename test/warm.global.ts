import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One folder for the whole run: the first system that needs the built runtime leaves it here for the others. */
export const setup = (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'ecw-'))
  process.env['ECLUSE_TEST_WARM'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
