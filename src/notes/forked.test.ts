import fc from 'fast-check'
import { expect, it } from 'vitest'
import { History, id, takenBack, told } from './history.fixture.ts'
import type { Commit, FileChange, Named, Range } from './types.ts'

/** How whoever reverts says so. */
const forms = ['git', 'title', 'pull', 'reapply'] as const
type Form = (typeof forms)[number]

type Made = { name: string; message: string; feature: number; files: FileChange[]; at: number; adds: boolean }

const title = (feature: number) => `Add feature number ${feature} to it`
const reversed = (files: readonly FileChange[]): FileChange[] =>
  files.map(({ path, before, after }) => ({ path, before: after, after: before }))
const subjectOf = ({ message }: Made): string => (message.split('\n')[0] ?? '').replace(/ \(#\d+\)$/, '')
const pullOf = ({ message }: Made): string | undefined => /\((#\d+)\)/.exec(message)?.[1]

const revertOf = (form: Form, of: Made, number: number): string => {
  const subject = `Revert "${subjectOf(of)}"`
  const said = `This reverts commit ${id(of.name)}.`
  if (form === 'git') return `${subject}\n\n${said}`
  if (form === 'pull' && pullOf(of) !== undefined)
    return `${subject} (#${number})\n\nReverts team/app${pullOf(of)}`
  return form === 'reapply' && subject.startsWith('Revert "Revert "')
    ? `Reapply "${subject.slice(16, -2)}"\n\n${said}`
    : subject
}

/** What one line does upon what stands there: new features, reverts, and picks of what the other line did. */
class Line {
  readonly made: Made[] = []
  readonly stands: Map<number, Made>
  constructor(before?: Line) {
    this.stands = new Map(before?.stands)
  }

  do(made: Made): void {
    this.made.push(made)
    this.stands.set(made.feature, made)
  }

  step(number: number, choice: number, form: Form): void {
    const all = [...this.stands.values()]
    const of = choice < 4 ? undefined : all[choice % Math.max(1, all.length)]
    const [name, at] = [`n${String(number).padStart(3, '0')}`, number * 1_000]
    const files = [{ path: `f${number}`, before: null, after: `${number}` }]
    if (of === undefined)
      this.do({
        name,
        message: `${title(number)} (#${100 + number})`,
        feature: number,
        files,
        at,
        adds: true,
      })
    else {
      const message = revertOf(form, of, 100 + number)
      this.do({ ...of, name, message, files: reversed(of.files), at, adds: !of.adds })
    }
  }

  pick(number: number, of: Made | undefined, said: boolean): void {
    if (of === undefined || (this.stands.get(of.feature)?.adds ?? false) === of.adds) return
    const more = said ? `\n\n(cherry picked from commit ${id(of.name)})` : ''
    this.do({ ...of, name: `n${String(number).padStart(3, '0')}`, message: `${of.message}${more}` })
  }

  features(): readonly number[] {
    return [...this.stands.values()].filter(({ adds }) => adds).map(({ feature }) => feature)
  }
}

const commitsOf = (made: readonly Made[], from: string | null): readonly Commit[] =>
  made.map(({ name, message, files, at }, index) => {
    const parent = index === 0 ? from : id(made[index - 1]?.name ?? '')
    const author = { name: 'Ada', email: 'ada@example.org' }
    const parents = parent === null ? [] : [parent]
    return { id: id(name), parents, author, authoredAt: at, committedAt: index, message, files }
  })

/** What messages of one line may name on the other, and nothing that they find among themselves. */
const namedIn = (there: readonly Made[], here: readonly Made[]): readonly [string, Named][] => {
  const keys = (made: Made) => [id(made.name), subjectOf(made), ...[pullOf(made)].flatMap((one) => one ?? [])]
  const own = new Set(here.flatMap(keys))
  return there.flatMap((made) =>
    keys(made)
      .filter((key) => !own.has(key))
      .map((key): [string, Named] => [key, { id: id(made.name), subject: subjectOf(made) }]),
  )
}

const patchesOf = (commits: readonly Commit[]): Range['patches'] => {
  const text = (files: readonly FileChange[]) =>
    files.map(({ path, before, after }) => `${path} ${before} ${after}`).join()
  return new Map(
    commits.map(({ id: of, files }) => [of, { forth: text(files), back: text(reversed(files)) }]),
  )
}

const step = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(...forms), fc.boolean())
const steps = (most: number) => fc.array(step, { maxLength: most })

it('of two lines with reverts and picks, what is told is what people get, and what is taken back what they lose', () => {
  fc.assert(
    fc.property(steps(3), steps(4), steps(4), (before, left, right) => {
      let number = 0
      const base = new Line()
      for (const [choice, form] of before) base.step(number++, choice, form)
      const [theirs, ours] = [new Line(base), new Line(base)]
      for (const [choice, form] of left) theirs.step(number++, choice, form)
      for (const [choice, form, picks] of right) {
        const of = theirs.made[choice % Math.max(1, theirs.made.length)]
        if (picks) ours.pick(number++, of, form !== 'pull')
        else ours.step(number++, choice, form)
      }
      const earlier = commitsOf(base.made, null)
      const parting = earlier.at(-1)?.id ?? null
      const [behind, ahead] = [commitsOf(theirs.made, parting), commitsOf(ours.made, parting)]
      const notes = new History().notes({
        from: behind.at(-1)?.id ?? id('base'),
        to: ahead.at(-1)?.id ?? id('base'),
        ahead: ahead.toReversed(),
        behind: behind.toReversed(),
        earlier: earlier.toReversed(),
        named: new Map([
          ...namedIn([...base.made, ...ours.made], theirs.made),
          ...namedIn([...base.made, ...theirs.made], ours.made),
        ]),
        patches: patchesOf([...earlier, ...behind, ...ahead]),
      })
      const [had, has] = [theirs.features(), ours.features()]
      const only = (some: readonly number[], others: readonly number[]) =>
        some.filter((one) => !others.includes(one)).map(title)
      expect([...told(notes)].sort()).toEqual([...only(has, had)].sort())
      expect([...takenBack(notes)].sort()).toEqual([...only(had, has)].sort())
    }),
    { numRuns: 300 },
  )
})
