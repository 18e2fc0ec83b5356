import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as trains from '../api/routes-train.ts'
import { checklistView, trainView } from '../api/train.fixture.ts'
import { printed } from '../api/written.fixture.ts'
import { written } from '../api/written.ts'
import { checklistLines, trainLines } from './render/train.ts'
import { Bench } from './run.fixture.ts'

describe('the departure board', () => {
  it('says who leaves when, what holds each and who stays behind', () => {
    expect(trainLines(trainView).map(({ en }) => en)).toEqual([
      'train of production   Mon-Thu 10:00 (America/Toronto)   cut-off 20 min   boards: everybody   conductor: delivery-manager',
      'Mon 2026-03-02 09:00   delayed   candidate 14',
      '  12   aaaaaaaaaa   Claims   ada',
      '  13   bbbbbbbbbb   Forms   bob   leads',
      '  a product-manager has to approve',
      '  not aboard: 11   api stays behind: its tests failed',
      'Tue 2026-03-03 09:02   does not leave',
      '  a holiday',
      'Wed 2026-03-04 09:02   boarding   extra   boarding ends 08:02   nobody aboard   extra-2026-03-04T10:00',
    ])
    expect(trainLines(trainView)).toHaveLength(trainLines(trainView).filter(({ fr }) => fr !== '').length)
    expect(trainLines({ ...trainView, train: null, departures: [] })[0]?.fr).toContain('aucun train')
  })
})

describe('the checklist', () => {
  it('says what answered, what is open, and the line to type', () => {
    expect(checklistLines(checklistView).map(({ fr }) => fr)).toEqual([
      'liste de contrôle de production   version admissible 12   1 sur 2',
      'avant le déploiement',
      '  ✓ Tests réussis   tests   réussi : web unit',
      '  · Feu vert   green-light   attend product-manager (pam)',
      '      lisez d’abord les notes',
      '      ecluse sign-off green-light --environment production',
      'après',
      '  · Annoncé   announced   après la version 141   communications',
      '      ecluse sign-off announced --environment production --release 141',
    ])
  })
})

describe('orders', () => {
  const bench = new Bench()
  const here = join(bench.root, 'here')
  beforeAll(async () => {
    await bench.serve()
    mkdirSync(here)
    writeFileSync(join(here, 'ecluse.yaml'), 'application: hello\n')
  })
  afterAll(() => bench.close())
  const run = (...argv: string[]) => bench.run(['train', ...argv], { folder: here })

  it.each([
    [['--extra'], 'why-missing'],
    [['--extra', '--cancel', 'x', '--why', 'y'], 'one-order'],
    [['--cancel', 'x', '--candidate', '3', '--why', 'y'], 'one-order'],
    [['--delay', '2026-11-30T10:00', '--why', 'y'], 'at-missing'],
    [['--delay', 'x', '--at', '2026-11-30T10:00', '--why', 'y'], 'no-offset'],
  ])('%o is refused', async (argv, code) => {
    const { code: exit, err } = await run(...argv)
    expect([exit, err.includes(code)]).toEqual([2, true])
  })

  it('go to the server with their reason', async () => {
    const at = '2026-11-30T11:00-05:00'
    expect((await run('--delay', '2026-11-30T10:00', '--at', at, '--why', 'lunch')).code).toBe(0)
    expect(bench.engine.asked.find(({ what }) => what === 'order-train')?.with).toMatchObject({
      order: 'delay',
      departure: '2026-11-30T10:00',
      at: Date.parse(at),
      why: 'lunch',
    })
    expect((await run()).out).toContain('train of production')
    const shown = JSON.parse((await run('--json')).out)
    printed(trains.train).parse(shown)
    expect(shown).toEqual(written(trains.train, trainView))
  })
})
