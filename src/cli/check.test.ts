import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Bench } from './run.fixture.ts'

const bench = new Bench()
const here = join(bench.root, 'benefits')
beforeAll(() => mkdirSync(here))
afterAll(() => bench.close())

test('schema changes in a folder that is not there are refused, with their place', async () => {
  writeFileSync(
    join(here, 'ecluse.yaml'),
    `application: benefits
components:
  api:
    migrations: { folder: db/migrations, run: [node, migrate.js] }
environments: { production: { listen: 127.0.0.1:8080 } }
`,
  )
  const { code, err } = await bench.run(['check'], { folder: here })
  expect(code).toBe(2)
  expect(err).toMatch(/ecluse\.yaml:4:\d+: migrations-folder-missing.*`db\/migrations`/)
  mkdirSync(join(here, 'db/migrations'), { recursive: true })
  expect((await bench.run(['check'], { folder: here })).code).toBe(0)
})
