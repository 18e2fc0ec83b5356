import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from './application.fixture.ts'
import { masked, matches, Reader, type Step, stepsOf } from './guide.fixture.ts'
import { System } from './system.fixture.ts'

const guides = [
  ['docs/en/first-deployment.md', 'C.UTF-8'],
  ['docs/fr/premier-deploiement.md', 'fr_CA.UTF-8'],
] as const

const systems = guides.map(() => new System())
beforeAll(async () => {
  for (const system of systems) await system.warm()
}, 240_000)
afterAll(async () => {
  for (const system of systems) await system.end()
}, 240_000)

/** With ECLUSE_GUIDE=write the page gets what was really printed, where that is something else. */
const rewrite = (
  path: string,
  step: Extract<Step, { command: string }>,
  output: string,
  port: number,
): void => {
  const lines = readFileSync(path, 'utf8').split('\n')
  const shown = output
    .trimEnd()
    .replaceAll(String(port), '8080')
    .replaceAll(new RegExp(` ${userInfo().username}$`, 'gm'), ' ada')
  lines.splice(step.from, step.to - step.from, ...(shown === '' ? [] : shown.split('\n')))
  writeFileSync(path, lines.join('\n'))
}

it.concurrent.each(guides)(
  '%s is followed line by line, and prints what it says',
  async (page, locale) => {
    const system = systems[guides.findIndex(([name]) => name === page)]
    if (system === undefined) throw new Error('no system')
    const path = join(import.meta.dirname, '..', page)
    const reader = new Reader(system.scratch, system.data, await freePort(), locale)
    const writes = process.env['ECLUSE_GUIDE'] === 'write'
    for (let nth = 0; ; nth += 1) {
      const step = stepsOf(readFileSync(path, 'utf8'))[nth]
      if (step === undefined) break
      if ('file' in step) {
        reader.write(step.file, step.text)
        continue
      }
      const { code, output } = await reader.follow(step.command, writes ? '...' : step.output)
      const isRight = matches(step.command, output, step.output, reader.port)
      if (!isRight && writes) rewrite(path, step, output, reader.port)
      // Where it is not, both are shown as they were compared.
      else if (!isRight)
        expect(`$ ${step.command}\n${masked(output, reader.port)}`).toBe(
          `$ ${step.command}\n${masked(step.output, reader.port)}`,
        )
      // doctor ends with 1 where the machine that follows has troubles of its own.
      if (!step.command.startsWith('ecluse doctor')) expect([step.command, code]).toEqual([step.command, 0])
    }
  },
  400_000,
)
