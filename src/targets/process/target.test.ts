import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keepFolder, runFolder } from '../../folder/layout.ts'
import type { Supervision } from '../../ports/supervision.ts'
import { becomes, readUntil, targetContract } from '../../ports/target.contract.fixture.ts'
import type { RevisionSpec, Target } from '../../ports/target.ts'
import { fetchFrom, Supervised } from '../../supervisor/supervised.fixture.ts'
import { createProcessTarget } from './target.ts'
import { specOf } from './tree.fixture.ts'

const server = `import { createServer } from 'node:http'
import { appendFileSync, mkdirSync } from 'node:fs'
const answer = () => JSON.stringify({ environment: process.env, folder: import.meta.dirname, cwd: process.cwd(), node: process.execPath, argv: process.argv.slice(2) })
createServer((request, response) => {
  if (request.url === '/write') { mkdirSync('data', { recursive: true }); appendFileSync('data/claims', 'x') }
  response.end(request.url === '/' ? 'ok' : answer())
}).listen(process.env.PORT, process.env.HOST)
process.on('SIGTERM', () => process.exit(0))
console.log('listening')
`

let supervised: Supervised
let supervision: Supervision
let worlds = 0
beforeAll(async () => {
  supervised = new Supervised()
  supervision = await supervised.start()
})
afterAll(() => supervised.clear())

/** A process target over the one real supervisor, an application of its own, and an image as it lies unpacked. */
const makeWorld = async () => {
  worlds += 1
  const application = `claims${worlds}`
  const root = join(supervised.folder.root, 'unpacked', application)
  const app = join(root, 'app')
  const node = join(root, 'usr/local/bin/node')
  mkdirSync(join(app, 'data'), { recursive: true })
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true })
  symlinkSync(process.execPath, node)
  writeFileSync(join(app, 'package.json'), '{"type":"module"}')
  writeFileSync(join(app, 'server.js'), server)
  writeFileSync(join(app, 'data/claims'), 'seed', { mode: 0o444 })
  const target = createProcessTarget({
    folder: supervised.folder,
    supervision,
    source: {
      checkout: async (_, commit, __, into) => writeFileSync(join(into, 'commit'), commit),
    },
    unpack: async () => ({ root, node, app, start: ['node', 'server.js', 'by-image'] }),
  })
  const revision = (component: string, change: Partial<RevisionSpec> = {}) =>
    specOf({ application, component, key: `${application}/production/${component}/0123456789ab`, ...change })
  const clear = async () => {
    const { runs } = await target.read()
    for (const { key } of runs) if (key.startsWith(`${application}/`)) await target.stop(key, 1_000)
  }
  return { application, target, revision, node, clear }
}

targetContract('the process target', makeWorld)

type Answer = {
  readonly environment: Record<string, string>
  readonly folder: string
  readonly cwd: string
  readonly node: string
  readonly argv: readonly string[]
}

describe('a revision as processes', () => {
  let world: Awaited<ReturnType<typeof makeWorld>>
  beforeEach(async () => {
    world = await makeWorld()
  })
  afterEach(() => world.clear())

  const ask = async (target: Target, spec: RevisionSpec, path = '/answer'): Promise<Answer> => {
    const reading = await becomes(target, spec.key, 'ready')
    const port = reading.runs.find((run) => run.key === spec.key)?.instances[0]?.port ?? null
    return JSON.parse(await fetchFrom(port, path)) as Answer
  }

  it('lays the sources of a question beside it, and bounds what it writes', async () => {
    const { target } = world
    const asked = async (id: string, script: string) => {
      const question = {
        id,
        revision: world.revision('web', { key: `${world.application}/production/web/${id}` }),
        run: ['node', '-e', script],
        within: 20_000,
        variables: {},
        sources: { OLD: 'a1', NONE: null },
      }
      await target.ask(question)
      const reading = await readUntil(
        target,
        ({ once = [] }) => once.find((one) => one.id === id)?.state === 'ended',
      )
      return { question, job: reading.once?.find((one) => one.id === id) }
    }
    const read =
      'const fs = require("fs"); console.log(fs.readFileSync(process.env.OLD + "/commit", "utf8"), fs.readdirSync(process.env.NONE).length)'
    const { question, job } = await asked('asked-2', read)
    expect(job?.code).toBe(0)
    expect((await target.answer(question, 100)).text).toBe('a1 0\n')
    const endless = 'const more = Buffer.alloc(1048576, 65); for (;;) require("fs").writeSync(1, more)'
    const late = await asked('asked-3', endless)
    expect(late.job?.code).not.toBe(0)
    expect((await target.answer(late.question, 100)).text).toBeNull()
    for (const { question: one } of [{ question }, late]) await target.clean(one.revision.key, true)
    expect(existsSync(runFolder(supervised.folder, question.revision.key).root)).toBe(false)
  })

  it('runs the image’s own start in its own folder, with its variables and addresses only', async () => {
    const { target, application, node } = world
    const api = `${application}/production/claims-api/aaaaaaaaaaaa`
    const spec = world.revision('web', { variables: { LOG_LEVEL: 'info' }, needs: { 'claims-api': api } })
    await target.run(spec, 1)
    const answer = await ask(target, spec)
    const { app } = runFolder(supervised.folder, spec.key)
    expect(answer.folder).toBe(app)
    expect(answer.cwd).toBe(app)
    expect(answer.argv).toEqual(['by-image'])
    const inner = await supervision.reserve(api)
    expect(answer.environment).toMatchObject({
      LOG_LEVEL: 'info',
      CLAIMS_API_URL: `http://127.0.0.1:${inner}`,
      PATH: expect.stringMatching(new RegExp(`^${join(node, '..')}:${app}/node_modules/.bin:/`)),
    })
    expect(Object.keys(answer.environment).toSorted()).toEqual([
      'CLAIMS_API_URL',
      'ECLUSE_FOLDER',
      'ECLUSE_INSTANCE',
      'HOST',
      'LOG_LEVEL',
      'PATH',
      'PORT',
      'TMPDIR',
    ])
  })

  it('runs the declared start instead, its node being the image’s', async () => {
    const { target, node } = world
    const spec = world.revision('web', { start: ['node', '--no-warnings', 'server.js', 'declared'] })
    await target.run(spec, 1)
    expect((await ask(target, spec)).argv).toEqual(['declared'])
    const run = (await target.read()).runs.find((one) => one.key === spec.key)
    expect(run?.spec.argv[0]).toBe(node)
  })

  it('keeps a folder over revisions, seeded once by the image', async () => {
    const { target, application } = world
    const keep = [{ path: 'data', shared: true }]
    const first = world.revision('api', { keep })
    await target.run(first, 1)
    await ask(target, first, '/write')
    const second = { ...first, key: `${application}/production/api/bbbbbbbbbbbb`, revision: 'bbbbbbbbbbbb' }
    await target.run(second, 2)
    await ask(target, second, '/write')
    await target.stop(first.key, 3)
    await becomes(target, first.key, 'absent')
    await target.clean(first.key)
    expect(existsSync(runFolder(supervised.folder, first.key).app)).toBe(false)
    const kept = keepFolder(supervised.folder, application, 'production', 'api', 'data')
    expect(readFileSync(join(kept, 'claims'), 'utf8')).toBe('seedxx')
  })

  it('does not clean what runs', async () => {
    const { target } = world
    const spec = world.revision('web')
    await target.run(spec, 1)
    await becomes(target, spec.key, 'ready')
    await expect(target.clean(spec.key)).rejects.toThrow(/still-running/)
    await ask(target, spec)
  })

  it('a start command that is not there fails soon, and the reading says why', async () => {
    const { target } = world
    const spec = world.revision('web', { start: ['no-such-command'] })
    await target.run(spec, 1)
    const reading = await readUntil(target, ({ runs }) => runs.some((run) => run.value === 'failed'))
    const [instance] = reading.runs.find((run) => run.key === spec.key)?.instances ?? []
    expect(instance?.problem?.message.en).toContain('no-such-command')
  })

  it('follows what instances write, also the next one’s', async () => {
    const { target } = world
    const spec = world.revision('web')
    await target.run(spec, 1)
    await becomes(target, spec.key, 'ready')
    const stop = new AbortController()
    const heard: string[] = []
    const ended = (async () => {
      for await (const { instance, line } of target.logs([spec.key], 5, stop.signal)) {
        heard.push(instance)
        expect(line).toBe('listening')
        if (heard.length === 1) await target.restart(spec.key, 2)
        if (heard.length === 2) stop.abort()
      }
    })()
    await ended
    expect(new Set(heard).size).toBe(2)
  })
})
