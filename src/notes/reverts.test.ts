import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { History, id, takenBack, told } from './history.fixture.ts'
import type { FileChange, Named } from './types.ts'

/** How whoever reverts says so. */
const forms = ['git', 'short', 'title', 'pull', 'conventional', 'silent', 'reapply'] as const
type Form = (typeof forms)[number]

type Made = { name: string; subject: string; pull: number; feature: number; files: FileChange[] }

const reversed = (files: readonly FileChange[]): FileChange[] =>
  files.map(({ path, before, after }) => ({ path, before: after, after: before }))

const messageOf = (form: Form, of: Made, pull: number): string => {
  const subject = `Revert "${of.subject}"`
  if (form === 'git') return `${subject}\n\nThis reverts commit ${id(of.name)}.`
  if (form === 'short')
    return `${subject}\n\nThis reverts commit ${id(of.name).slice(0, 10)}, which broke things.`
  if (form === 'pull') return `${subject} (#${pull})\n\nReverts team/app#${of.pull}`
  if (form === 'conventional') return `revert: ${of.subject}\n\nRefs: ${id(of.name)}`
  if (form === 'silent') return `Go another way ${pull}`
  if (form === 'reapply' && of.subject.startsWith('Revert "'))
    return `Reapply "${of.subject.slice(8, -1)}"\n\nThis reverts commit ${id(of.name)}.`
  return subject
}

/** A line of commits: new features, and reverts of whatever can be reverted; those before `released` run already. */
const play = (steps: readonly (readonly [number, Form])[], released: number) => {
  const history = new History()
  const all: Made[] = []
  const isThere = new Map<number, boolean>()
  let atRelease = new Map<number, boolean>()
  const last = new Map<number, Made>()
  for (const [at, [choice, form]] of steps.entries()) {
    if (at === released) atRelease = new Map(isThere)
    const features = [...last.values()]
    const of = choice < 4 ? undefined : features[choice % Math.max(1, features.length)]
    const name = `n${String(at).padStart(3, '0')}`
    const pull = 100 + at
    const made: Made =
      of === undefined
        ? {
            name,
            subject: `Add feature number ${at} to it`,
            pull,
            feature: at,
            files: [{ path: `f${at}`, before: null, after: `${at}` }],
          }
        : {
            name,
            subject:
              messageOf(form, of, pull)
                .split('\n')[0]
                ?.replace(/ \(#\d+\)$/, '') ?? '',
            pull,
            feature: of.feature,
            files: reversed(of.files),
          }
    const message = of === undefined ? `${made.subject} (#${pull})` : messageOf(form, of, pull)
    history.add(name, message, { files: made.files, at: at * 1_000 })
    all.push(made)
    last.set(made.feature, made)
    isThere.set(made.feature, of === undefined ? true : !(isThere.get(of.feature) ?? false))
  }
  return { history, all, isThere, atRelease: released >= steps.length ? new Map(isThere) : atRelease }
}

describe('whatever is reverted, and however it is said', () => {
  it('what is told is what people get, and what is taken back what they lose', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(...forms)), {
          minLength: 1,
          maxLength: 14,
        }),
        fc.integer({ min: 0, max: 6 }),
        (steps, cut) => {
          const released = Math.min(cut, steps.length)
          const { history, all, isThere, atRelease } = play(steps, released)
          const before = all.slice(0, released)
          // What git knows of what runs already, by every way in which a message may name it.
          const named = new Map<string, Named>(
            before.flatMap((made) => {
              const one = { id: id(made.name), subject: made.subject }
              return [id(made.name), id(made.name).slice(0, 10), `#${made.pull}`, made.subject].map(
                (key) => [key, one] as const,
              )
            }),
          )
          const earlier = history.commits.slice(0, released).toReversed()
          const ahead = history.commits.slice(released).toReversed()
          const notes = history.notes({ ahead, earlier, named, from: released === 0 ? null : id('base') })
          const features = [...isThere.keys()]
          const title = (of: number) => `Add feature number ${of} to it`
          const gets = features
            .filter((of) => isThere.get(of) === true && atRelease.get(of) !== true)
            .map(title)
          const loses = features
            .filter((of) => isThere.get(of) !== true && atRelease.get(of) === true)
            .map(title)
          expect([...told(notes)].sort()).toEqual(
            [...(released === 0 ? features.filter((of) => isThere.get(of)).map(title) : gets)].sort(),
          )
          expect([...takenBack(notes)].sort()).toEqual(released === 0 ? [] : [...loses].sort())
        },
      ),
      { numRuns: 300 },
    )
  })
})

const revert = (of: string, title: string) => `Revert "${title}"\n\nThis reverts commit ${id(of)}.`

describe('a revert', () => {
  it('of something never seen is told as taken back, and that it is not known here', () => {
    const notes = new History().add('a', revert('ghost', 'Add ghosts')).notes()
    expect(told(notes)).toEqual([])
    expect(notes.takenBack).toMatchObject([{ text: { en: 'Add ghosts' }, why: 'unknown', by: id('a') }])
    // Of a revert that is not known here: what it had taken back comes again.
    const again = new History().add('a', revert('ghost', 'Revert "Add ghosts"')).notes()
    expect(told(again)).toEqual(['Add ghosts'])
    expect(takenBack(again)).toEqual([])
    // A sentence that only begins so is none.
    const sentence = new History().add('a', 'Undo "delete" in the list of claims').notes()
    expect(told(sentence)).toEqual(['Undo "delete" in the list of claims'])
  })

  it('that does something beside is told by that', () => {
    const notes = new History()
      .add('a', 'Cache prices (#60)')
      .add('b', 'Revert "Cache prices (#60)" and add a lock (#61)')
      .notes()
    expect(notes.changes).toMatchObject([{ text: { en: 'Add a lock' }, pull: 61 }])
  })

  it('of a part, in the words of people', () => {
    const notes = new History()
      .add('a', 'Two things at once', { files: ['+a', '+b'] })
      .add('b', `Partially revert "Two things at once"\n\nThis reverts part of commit ${id('a')}.`, {
        files: ['-b'],
      })
      .notes()
    expect(notes.changes).toMatchObject([{ text: { en: 'Two things at once' }, partly: true }])
  })
})
