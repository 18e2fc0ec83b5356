import { describe, expect, it } from 'vitest'
import { read, refusals, withComponent } from './read.fixture.ts'
import type { ComponentConfig } from './types.ts'

const component = (lines: string, name = 'web'): ComponentConfig | undefined =>
  read(withComponent(lines)).components.find((one) => one.name === name)

/** A file of components alone, each in one line. */
const file = (components: string, more = ''): string =>
  `application: benefits\ncomponents: { ${components} }\n${more}environments: { production: { listen: 127.0.0.1:8080 } }`

const kinds = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(read(text).components.map((one) => [one.name, one.worker ?? 'serves']))

describe('a worker', () => {
  it.each([
    [
      'has no port, no path, no route and nobody that needs it',
      'web: { port: 1 }, w: {}',
      { web: 'serves', w: 'exclusive' },
    ],
    [
      'may run side by side',
      'web: { port: 1 }, w: { side-by-side: true }',
      { web: 'serves', w: 'side-by-side' },
    ],
    ['is told from the one component that people reach', 'web: {}', { web: 'serves' }],
    ['may be alone where it says so', 'w: { side-by-side: false }', { w: 'exclusive' }],
    ['is none with a path to ask', 'web: { port: 1 }, w: { ready: /up }', { web: 'serves', w: 'serves' }],
    [
      'is none where somebody needs it',
      'web: { port: 1, needs: [w] }, w: {}',
      { web: 'serves', w: 'serves' },
    ],
  ])('%s', (_, components, expected) => {
    const routes = components.includes('/up') ? 'routes: [{ path: /, component: web }]\n' : ''
    expect(kinds(file(components, routes))).toEqual(expected)
  })

  it('is ready while it lives, or as it says, and gets no route', () => {
    const config = read(file('web: { port: 1 }, w: {}, v: { ready: { command: [node, up.js] } }'))
    expect(config.components.map(({ ready }) => ready.by)).toEqual([
      undefined,
      'process',
      { command: ['node', 'up.js'] },
    ])
    expect(config.routes).toEqual([{ path: '/', component: 'web' }])
  })
})

describe('how processes are kept', () => {
  it('is left out where it is as always, so that nothing changes for who says the default', () => {
    expect(component('restart: always')).toEqual(component('instances: 1'))
    expect(component('stop-signal: SIGTERM')?.conduct).toBeUndefined()
  })

  it.each([
    ['live: /alive', { live: { path: '/alive', status: 200 } }],
    ['live: { port: open }', { live: { by: 'port', path: '/', status: 200 } }],
    ['live: { command: [a] }', { live: { by: { command: ['a'] }, path: '/', status: 200 } }],
    ['stop-signal: SIGINT', { signal: 'SIGINT' }],
    ['restart: on-failure', { restart: 'on-failure' }],
    ['limits: { memory: 512M, cpu: 0.5 }', { limits: { memory: 536_870_912, cpu: 0.5 } }],
    ['limits: { memory: 2G }', { limits: { memory: 2_147_483_648 } }],
  ])('%s', (line, expected) => {
    expect(component(line)?.conduct).toEqual(expected)
  })

  it('a release task has ten minutes, or what it says', () => {
    expect(component('before: [node, migrate.js]')?.before).toEqual({
      run: ['node', 'migrate.js'],
      within: 600_000,
    })
    expect(component('before: { run: [node, m.js], within: 1m }')?.before?.within).toBe(60_000)
  })

  it.each([
    ['limits: { memory: 512 }', 'wrong-type'],
    ['limits: { memory: 1K }', 'bad-value'],
    ['limits: { cpu: 0 }', 'bad-value'],
    ['stop-signal: SIGKILL', 'unknown-value'],
    ['restart: sometimes', 'unknown-value'],
    ['ready: { path: /up, command: [a] }', 'checks-many'],
    ['live: { path: /up, port: open }', 'checks-many'],
    ['side-by-side: true', 'no-worker'],
    ['before: migrate', 'wrong-type'],
  ])('%s is refused', (line, code) => {
    expect(refusals(withComponent(line)).map((one) => one.split(' ').at(-1))).toEqual([code])
  })

  it('a worker is asked by a command, since it has no port', () => {
    expect(refusals(file('web: { port: 1 }, w: { live: /up }'))).toEqual([
      expect.stringContaining('worker-unasked'),
    ])
  })
})

describe('a schedule', () => {
  const scheduled = (words: string) =>
    read(file(`web: { port: 1 }, nightly: { schedule: ${words} }`)).components.find(
      ({ name }) => name === 'nightly',
    )

  it('is a timetable in a zone; its component is neither reached nor a worker', () => {
    expect(scheduled('"0 3 * * *"')?.schedule).toEqual({
      at: '0 3 * * *',
      timeZone: 'UTC',
      runLate: false,
      within: 3_600_000,
    })
    expect(
      scheduled('{ at: "0 3 * * *", time-zone: America/Toronto, run-late: yes, within: 5m }'),
    ).toMatchObject({
      schedule: { timeZone: 'America/Toronto', runLate: true, within: 300_000 },
    })
    expect(scheduled('"0 3 * * *"')?.worker).toBeUndefined()
  })

  it.each([
    ['"0 3 * *"', 'bad-schedule'],
    ['"0 0 30 2 *"', 'bad-schedule'],
    ['{ at: "0 3 * * *", time-zone: Mars/Phobos }', 'bad-time-zone'],
    ['"0 3 * * *", port: 80', 'schedule-serves'],
    ['"0 3 * * *", instances: 2', 'schedule-serves'],
  ])('%s is refused', (words, code) => {
    const found = refusals(file(`web: { port: 1 }, nightly: { schedule: ${words} }`))
    expect(found.map((one) => one.split(' ').at(-1))).toEqual([code])
  })
})
