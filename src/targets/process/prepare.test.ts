import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepFolder, runFolder } from '../../folder/layout.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { cleanRun } from './clean.ts'
import { prepare } from './prepare.ts'
import { makeGround, specOf } from './tree.fixture.ts'

let ground: ReturnType<typeof makeGround>
beforeEach(() => {
  ground = makeGround()
})
afterEach(() => ground.remove())

const keepData = (path = 'data') => specOf({ keep: [{ path, shared: false }] })
const keptFolder = (path = 'data') => keepFolder(ground.folder, 'claims', 'production', 'api', path)

describe('a revision’s application folder', () => {
  it('is made of hard links to the image, symlinks as they are, names as they are', async () => {
    ground.write('server.js', 'x')
    ground.write('deep/er/file with\nspace', 'y')
    symlinkSync('server.js', join(ground.image, 'link'))
    symlinkSync('missing', join(ground.image, 'broken'))
    mkdirSync(join(ground.image, 'empty'))
    const odd = Buffer.concat([Buffer.from(`${ground.image}/`), Buffer.from([0x66, 0xe9, 0xff])])
    writeFileSync(odd, 'z')
    const app = await prepare(ground.folder, specOf(), ground.image)
    expect(app).toBe(runFolder(ground.folder, specOf().key).app)
    expect(statSync(join(app, 'server.js')).ino).toBe(statSync(join(ground.image, 'server.js')).ino)
    expect(readFileSync(join(app, 'deep/er/file with\nspace'), 'utf8')).toBe('y')
    expect(readlinkSync(join(app, 'link'))).toBe('server.js')
    expect(readlinkSync(join(app, 'broken'))).toBe('missing')
    expect(statSync(join(app, 'empty')).isDirectory()).toBe(true)
    const names = readdirSync(app, { encoding: 'buffer' }).map((name) => name.toString('hex'))
    expect(names).toContain('66e9ff')
  })

  it('is not made again', async () => {
    ground.write('server.js', 'x')
    const app = await prepare(ground.folder, specOf(), ground.image)
    const before = statSync(app)
    await prepare(ground.folder, specOf(), ground.image)
    expect(statSync(app).ino).toBe(before.ino)
    expect(statSync(app).ctimeMs).toBe(before.ctimeMs)
  })

  it('left half made by somebody who was killed, is made whole', async () => {
    ground.write('server.js', 'x')
    const { root, app } = runFolder(ground.folder, specOf().key)
    mkdirSync(join(root, '.app-1-dead', 'node_modules'), { recursive: true })
    await prepare(ground.folder, specOf(), ground.image)
    expect(readdirSync(root).toSorted()).toEqual(['app', 'logs', 'tmp'])
    expect(readdirSync(app)).toEqual(['server.js'])
  })
})

describe('kept folders', () => {
  it('are linked, also deep ones, and outlive the revision', async () => {
    ground.write('server.js', 'x')
    const app = await prepare(ground.folder, keepData('var/data'), ground.image)
    writeFileSync(join(app, 'var/data/claims.db'), 'claims')
    await cleanRun(ground.folder, specOf().key)
    expect(existsSync(app)).toBe(false)
    expect(readFileSync(join(keptFolder('var/data'), 'claims.db'), 'utf8')).toBe('claims')
    const again = await prepare(ground.folder, { ...keepData('var/data') }, ground.image)
    expect(readFileSync(join(again, 'var/data/claims.db'), 'utf8')).toBe('claims')
  })

  it('are seeded once by the image, with files that can be written', async () => {
    ground.write('data/seed.json', '{}')
    ground.write('data/deep/more.json', '{}')
    const app = await prepare(ground.folder, keepData(), ground.image)
    expect(lstatSync(join(app, 'data')).isSymbolicLink()).toBe(true)
    const seeded = join(keptFolder(), 'deep/more.json')
    expect(statSync(seeded).mode & 0o200).toBe(0o200)
    expect(statSync(seeded).ino).not.toBe(statSync(join(ground.image, 'data/deep/more.json')).ino)
    writeFileSync(join(app, 'data/seed.json'), 'mine')
    await prepare(ground.folder, { ...keepData(), key: 'claims/production/api/other' }, ground.image)
    expect(readFileSync(join(keptFolder(), 'seed.json'), 'utf8')).toBe('mine')
    expect(readFileSync(join(ground.image, 'data/seed.json'), 'utf8')).toBe('{}')
  })

  it('that are missing although a release before had them are begun anew by nobody, until a person says so', async () => {
    const keep = [{ path: 'data', shared: false, made: true as const }]
    const again = specOf({ keep })
    const error = await prepare(ground.folder, again, ground.image).catch((one: unknown) => one)
    const [problem] = error instanceof ProblemError ? error.problems : []
    expect(problem).toMatchObject({ code: 'keep-missing', kind: 'failed' })
    expect(problem?.expected?.fr).toBeTruthy()
    expect(problem?.todo?.en).toContain(`mkdir -p ${keptFolder()}`)
    expect(existsSync(keptFolder())).toBe(false)
    mkdirSync(keptFolder(), { recursive: true })
    expect(readlinkSync(join(await prepare(ground.folder, again, ground.image), 'data'))).toBe(keptFolder())
  })

  it('are found where the data folder stands now, not where it stood', async () => {
    const app = await prepare(ground.folder, keepData(), ground.image)
    rmSync(join(app, 'data'))
    symlinkSync('/elsewhere/keep/data', join(app, 'data'))
    await prepare(ground.folder, keepData(), ground.image)
    expect(readlinkSync(join(app, 'data'))).toBe(keptFolder())
  })

  it('left half seeded by somebody who was killed, are seeded whole', async () => {
    ground.write('data/seed.json', '{}')
    const half = join(keptFolder(), '..', '%seed-1-dead')
    mkdirSync(half, { recursive: true })
    writeFileSync(join(half, 'see'), '')
    await prepare(ground.folder, keepData(), ground.image)
    expect(readdirSync(keptFolder())).toEqual(['seed.json'])
    expect(existsSync(half)).toBe(false)
  })

  it.each([
    ['a file', () => ground.write('data', 'x')],
    ['a link', () => symlinkSync('/etc', join(ground.image, 'data'))],
  ])('refuses %s in its place', async (_, put) => {
    put()
    await expect(prepare(ground.folder, keepData(), ground.image)).rejects.toThrow(/keep-not-a-folder/)
    await expect(prepare(ground.folder, keepData('data/deep'), ground.image)).rejects.toThrow(
      /keep-not-a-folder/,
    )
    expect(existsSync(runFolder(ground.folder, specOf().key).app)).toBe(false)
  })
})

describe('cleaning', () => {
  it('of what is not there does nothing', async () => {
    await cleanRun(ground.folder, 'claims/production/api/never')
  })

  it('leaves the output of the last twenty gone revisions', async () => {
    for (let index = 0; index < 23; index += 1) {
      const key = `claims/production/api/r${index}`
      await prepare(ground.folder, specOf({ key }), ground.image)
      writeFileSync(join(runFolder(ground.folder, key).logs, '0.1.log'), 'x\n')
    }
    for (let index = 0; index < 22; index += 1) {
      await cleanRun(ground.folder, `claims/production/api/r${index}`)
    }
    const { root } = runFolder(ground.folder, 'claims/production/api/r22')
    const left = readdirSync(join(root, '..'))
    expect(left).toHaveLength(21)
    expect(left).toContain('r22')
    expect(existsSync(join(root, 'app'))).toBe(true)
  })
})
