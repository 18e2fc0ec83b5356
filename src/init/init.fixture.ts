import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder with these files; objects become JSON. */
export const folderOf = (files: Readonly<Record<string, string | object>>, name = 'benefits') => {
  const base = mkdtempSync(join(tmpdir(), 'ecluse-init-'))
  const folder = join(base, name)
  mkdirSync(folder)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return { folder, [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }) }
}

const hash = (letter: string) => `sha512-${letter.repeat(86)}==`

export const shipped = {
  version: '24.21.0',
  integrity: { 'linux-x64': hash('a'), 'linux-arm64': hash('b') },
}

const about = (integrity: string, deprecated = false) => ({
  dist: { integrity },
  ...(deprecated ? { deprecated: 'no' } : {}),
})

/** What a registry would answer; `asked` names what it was asked for. */
export const registry = () => {
  const asked: string[] = []
  const versions = {
    '20.19.0': about(hash('c')),
    '22.11.0': about(hash('d')),
    '22.12.0': about(hash('e')),
    '22.13.0': about('sha1-weak'),
    '22.14.0': about(hash('f'), true),
    '22.15.0-rc.1': about(hash('g')),
    '23.1.0': about(hash('h')),
    '25.0.0': about(hash('i')),
  }
  const packument = async (name: string) => {
    asked.push(name)
    const { '20.19.0': _, ...without } = versions
    return new TextEncoder().encode(JSON.stringify({ versions: name.endsWith('arm64') ? without : versions }))
  }
  return { packument, asked }
}
