import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepFolder, runFolder } from '../../folder/layout.ts'
import { openFolder } from '../../folder/open.ts'
import { prepare } from './prepare.ts'
import { specOf } from './tree.fixture.ts'

test.skipIf(process.getuid?.() !== 0)(
  'a full disk leaves no half of a revision, and room makes it whole',
  async () => {
    const base = mkdtempSync(join(tmpdir(), 'ecluse-process-small-'))
    const [small, image] = [join(base, 'small'), join(base, 'image')]
    mkdirSync(small)
    mkdirSync(join(image, 'data'), { recursive: true })
    for (let file = 0; file < 100; file += 1) writeFileSync(join(image, `data/${file}`), 'x'.repeat(3_000))
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', small]).status).toBe(0)
    try {
      const folder = openFolder(join(small, 'data'))
      const spec = specOf({ keep: [{ path: 'data', shared: false }] })
      const kept = keepFolder(folder, 'claims', 'production', 'api', 'data')
      await expect(prepare(folder, spec, image)).rejects.toThrow(/disk-full/)
      expect(readdirSync(runFolder(folder, spec.key).root).toSorted()).toEqual(['logs', 'tmp'])
      expect(readdirSync(join(kept, '..'))).toEqual(['data'])
      expect(readdirSync(kept)).toEqual([])
      expect(spawnSync('mount', ['-o', 'remount,size=4m', small]).status).toBe(0)
      await prepare(folder, spec, image)
      expect(readdirSync(kept)).toHaveLength(100)
    } finally {
      spawnSync('umount', [small])
      rmSync(base, { recursive: true, force: true })
    }
  },
)
