import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunKey } from './supervision.ts'
import type { LogLine, RevisionSpec, Target, TargetReading } from './target.ts'

/** A target with a world of its own, and revisions that serve in it. */
export type TargetUnderTest = {
  readonly target: Target
  /** A revision of a component that becomes ready and writes at least one line of output. */
  readonly revision: (component: string, change?: Partial<RevisionSpec>) => RevisionSpec
  /** Ends everything that was started. */
  readonly clear: () => Promise<void>
}

/** Far above what any target takes on a busy machine. */
const deadline = 45_000

/** Looks again until it holds. */
export const readUntil = async (
  target: Target,
  holds: (reading: TargetReading) => boolean,
): Promise<TargetReading> => {
  const end = performance.now() + deadline
  for (;;) {
    const reading = await target.read()
    if (holds(reading)) return reading
    if (performance.now() > end)
      throw new Error(`not in time: ${holds.toString()}: ${JSON.stringify(reading)}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

const runOf = (reading: TargetReading, key: RunKey) => reading.runs.find((run) => run.key === key)
const levelOf = (reading: TargetReading, key: RunKey) => runOf(reading, key)?.value ?? 'absent'
const idsOf = (reading: TargetReading, key: RunKey) =>
  (runOf(reading, key)?.instances ?? []).map((one) => one.id).toSorted()
const generationOf = (reading: TargetReading, key: RunKey) =>
  Math.max(reading.fences[key] ?? 0, runOf(reading, key)?.generation ?? 0)

export const becomes = (target: Target, key: RunKey, value: 'ready' | 'absent'): Promise<TargetReading> =>
  readUntil(target, (reading) => levelOf(reading, key) === value)

/** What every target keeps to; run it over each of them. */
export const targetContract = (name: string, make: () => Promise<TargetUnderTest>): void => {
  describe(`${name} keeps the contract of a target`, () => {
    let world: TargetUnderTest
    let target: Target
    beforeEach(async () => {
      world = await make()
      target = world.target
    })
    afterEach(() => world.clear())

    it('runs a revision until every instance is ready, at the generation that asked', async () => {
      const spec = world.revision('web', { instances: 2 })
      expect(levelOf(await target.read(), spec.key)).toBe('absent')
      await target.run(spec, 4)
      const reading = await becomes(target, spec.key, 'ready')
      expect(idsOf(reading, spec.key)).toHaveLength(2)
      expect(generationOf(reading, spec.key)).toBe(4)
      expect(runOf(reading, spec.key)?.spec.labels).toMatchObject({
        component: 'web',
        revision: spec.revision,
      })
      expect(reading.unknown).toEqual([])
    })

    it('takes the same order twice, at once and later, and does it once', async () => {
      const spec = world.revision('web')
      await Promise.all([target.run(spec, 2), target.run(spec, 2), target.run(spec, 2)])
      const before = idsOf(await becomes(target, spec.key, 'ready'), spec.key)
      expect(before).toHaveLength(1)
      await target.run(spec, 2)
      await target.run(spec, 3)
      const after = await becomes(target, spec.key, 'ready')
      expect(idsOf(after, spec.key)).toEqual(before)
      expect(generationOf(after, spec.key)).toBe(3)
    })

    it('refuses what is older, names what is newer, and changes nothing', async () => {
      const spec = world.revision('web')
      await target.run(spec, 7)
      const before = idsOf(await becomes(target, spec.key, 'ready'), spec.key)
      const orders = [
        () => target.run(spec, 6),
        () => target.stop(spec.key, 6),
        () => target.restart(spec.key, 6),
        () => target.hold(spec.key, 6),
      ]
      for (const order of orders) {
        await expect(order()).rejects.toMatchObject({
          problems: [{ code: 'stale-generation', message: { en: expect.stringContaining('7') } }],
        })
      }
      const after = await target.read()
      expect(levelOf(after, spec.key)).toBe('ready')
      expect(idsOf(after, spec.key)).toEqual(before)
    })

    it('holds: raises the fence, also of what never ran, and changes nothing else', async () => {
      const spec = world.revision('web')
      await target.run(spec, 1)
      const before = idsOf(await becomes(target, spec.key, 'ready'), spec.key)
      await target.hold(spec.key, 5)
      const held = await target.read()
      expect(idsOf(held, spec.key)).toEqual(before)
      expect(held.fences[spec.key]).toBe(5)
      await expect(target.stop(spec.key, 4)).rejects.toThrow(/stale-generation/)
      const never = world.revision('api')
      await target.hold(never.key, 3)
      await expect(target.run(never, 2)).rejects.toThrow(/stale-generation/)
      expect(levelOf(await target.read(), never.key)).toBe('absent')
    })

    it('stops, remembers the generation of what is gone, and runs it again', async () => {
      const spec = world.revision('web')
      await target.run(spec, 1)
      await becomes(target, spec.key, 'ready')
      await target.stop(spec.key, 2)
      await target.stop(spec.key, 2)
      const gone = await becomes(target, spec.key, 'absent')
      expect(gone.fences[spec.key]).toBe(2)
      await expect(target.run(spec, 1)).rejects.toThrow(/stale-generation/)
      await target.stop(spec.key, 3)
      await target.run(spec, 4)
      await becomes(target, spec.key, 'ready')
    })

    it('restarts: other instances of the same run, once for one order', async () => {
      const spec = world.revision('web')
      await target.run(spec, 1)
      const before = idsOf(await becomes(target, spec.key, 'ready'), spec.key)
      await target.restart(spec.key, 2)
      const others = (reading: TargetReading) =>
        levelOf(reading, spec.key) === 'ready' && idsOf(reading, spec.key).every((id) => !before.includes(id))
      const after = idsOf(await readUntil(target, others), spec.key)
      await target.restart(spec.key, 2)
      expect(idsOf(await becomes(target, spec.key, 'ready'), spec.key)).toEqual(after)
    })

    it('keeps revisions apart: the fence of one is not the other’s', async () => {
      const [web, api] = [world.revision('web'), world.revision('api')]
      await target.run(web, 9)
      await target.run(api, 1)
      await becomes(target, web.key, 'ready')
      await becomes(target, api.key, 'ready')
      await target.stop(web.key, 9)
      await becomes(target, web.key, 'absent')
      expect(levelOf(await target.read(), api.key)).toBe('ready')
    })

    it('runs a task of a revision once, above its fence, beside whatever runs', async () => {
      const revision = world.revision('api')
      const key = `${revision.key}@1`
      const task = (run: readonly string[]) => ({ key, revision, run, within: 20_000 })
      const is = (value: string) => (reading: TargetReading) =>
        reading.tasks?.find((one) => one.key === key)?.value === value
      await target.skipTask(key, 1)
      await target.task(task(['node', '-e', 'process.exit(2)']), 2)
      await readUntil(target, is('failed'))
      await target.task(task(['node', '-e', '0']), 3)
      await readUntil(target, is('passed'))
      await target.task(task(['node', '-e', 'process.exit(2)']), 4)
      await expect(target.skipTask(key, 3)).rejects.toThrow(/stale-generation/)
      const reading = await readUntil(target, is('passed'))
      expect(reading.tasks?.find((one) => one.key === key)?.generation).toBe(4)
      expect(levelOf(reading, revision.key)).toBe('absent')
    })

    it('asks a question once, and gives what it printed apart from what else it wrote', async () => {
      const revision = world.revision('api')
      const script = 'console.log(process.env.WHO); console.error(1); process.exit(3)'
      const question = {
        id: 'asked-1',
        revision,
        run: ['node', '-e', script],
        within: 20_000,
        variables: { WHO: 'new' },
        sources: { EMPTY: null },
      }
      const end = (reading: TargetReading) =>
        reading.once?.find(({ id, revision: key }) => id === question.id && key === revision.key)
      await target.ask(question)
      await target.ask(question)
      const reading = await readUntil(target, (now) => end(now)?.state === 'ended')
      expect(end(reading)).toMatchObject({ code: 3, timedOut: false })
      expect(await target.answer(question, 100)).toEqual({ text: 'new\n', lastLines: ['1'] })
      expect((await target.answer(question, 2)).text).toBeNull()
      await target.clean(revision.key, true)
      expect((await target.answer(question, 100)).text).toBe('')
    })

    it('tells what was written, and cleans what is gone, also twice, also what never was', async () => {
      const spec = world.revision('web')
      await target.run(spec, 1)
      await becomes(target, spec.key, 'ready')
      await target.stop(spec.key, 2)
      await becomes(target, spec.key, 'absent')
      const lines: LogLine[] = []
      for await (const line of target.logs([spec.key], 10, null)) lines.push(line)
      expect(lines.length).toBeGreaterThan(0)
      for (const line of lines) {
        expect(line.key).toBe(spec.key)
        expect(line.instance.startsWith(`${spec.key}#`)).toBe(true)
      }
      await target.clean(spec.key)
      await target.clean(spec.key)
      await target.clean('never/was/any/thing')
      await target.run(spec, 3)
      await becomes(target, spec.key, 'ready')
    })
  })
}
