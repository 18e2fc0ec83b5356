import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeFile } from './change-script.ts'
import { readDeeds, upgradeDeed } from './deeds.ts'
import { places } from './places.ts'
import { planSetup, scriptOf } from './plan.ts'
import { bare, wanted } from './server.fixture.ts'

const doer = { id: '01', by: `ada o’neil "x" \\ $HOME@laptop`, at: '2026-11-25T16:42:07.123Z' }

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'ecluse-deeds-')))
  mkdirSync(join(root, 'opt/ecluse/old'), { recursive: true })
  mkdirSync(join(root, 'opt/ecluse/new'), { recursive: true })
  mkdirSync(join(root, 'shims'))
  writeFileSync(join(root, 'shims/systemctl'), '#!/bin/sh\necho inactive\n')
  chmodSync(join(root, 'shims/systemctl'), 0o755)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** The server's own folders are below ours. */
const here = (script: string): string =>
  script
    .replaceAll('/opt/ecluse', join(root, 'opt/ecluse'))
    .replaceAll('/var/lib/ecluse', join(root, 'var/lib/ecluse'))
    .replaceAll('PATH=/usr/local/sbin', `PATH=${join(root, 'shims')}:/usr/local/sbin`)
const told = () =>
  readDeeds(
    existsSync(join(root, 'opt/ecluse/.deeds')) ? readFileSync(join(root, 'opt/ecluse/.deeds'), 'utf8') : '',
  )
const run = (script: string, ...argv: string[]): void => {
  execFileSync('sh', ['-c', here(script), 'sh', ...argv], {
    env: { ...process.env, SSH_CONNECTION: '192.0.2.7 50000 192.0.2.1 22' },
    stdio: 'pipe',
  })
}

describe('what root did to a server', () => {
  it('setup writes down before it does anything, and nothing where there is nothing to do', () => {
    const [first, ...rest] = planSetup(bare, { ...wanted, doer })
    if (first === undefined) throw new Error('no step')
    run(scriptOf(first))
    expect(told()).toEqual([
      {
        action: 'server-prepared',
        payload: {
          ...{ format: 1, id: '01', what: 'setup', by: doer.by, at: doer.at, from: null, to: wanted.id },
          steps: [...new Set(rest.map(({ name }) => name))],
          address: '192.0.2.7',
        },
      },
    ])
    // Begun again within one command, it is told once.
    run(scriptOf(first))
    expect(told()).toHaveLength(1)
  })

  it.each([
    ['--unfinished', 'old', 'server-upgrade-undone', 'cut-off'],
    ['--unfinished', 'new', 'server-upgraded', 'done'],
    ['--boot', 'old', 'server-upgrade-undone', 'cut-off'],
    ['--boot', 'new', 'server-upgraded', 'done'],
  ])(
    'an upgrade whose end was cut off is written by %s where %s is current',
    (how, current, action, outcome) => {
      symlinkSync(current, join(root, 'opt/ecluse/current'))
      writeFileSync(
        join(root, 'opt/ecluse/.deed'),
        `new\n${upgradeDeed(doer, 'old', 'new')},"address":"::1"\n`,
      )
      const script = changeFile('linux-x64', 'src/main', '.ts')
      run(script, how)
      run(script, how)
      expect(told()).toEqual([
        { action, payload: expect.objectContaining({ by: doer.by, from: 'old', to: 'new', outcome }) },
      ])
    },
  )

  it('a line that is cut off, or of another kind, is passed over', () => {
    const line = `${upgradeDeed(doer, 'old', 'new')},"outcome":"done"}`
    const text = ['{', 'x', '[]', '{"format":2,"id":"1","what":"setup"}', line, line.slice(0, 40)].join('\n')
    expect(readDeeds(text)).toEqual([
      { action: 'server-upgraded', payload: expect.objectContaining({ id: '01', outcome: 'done' }) },
    ])
    expect(places.deeds.startsWith(`${places.home}/`)).toBe(true)
  })
})
