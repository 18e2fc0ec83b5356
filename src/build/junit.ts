import { Counter, ReportError, type Tally } from './tally.ts'
import { readXml, XmlError, type XmlEvent } from './xml.ts'

type Open = Extract<XmlEvent, { kind: 'open' }>
type Case = { name: string; outcome: 'passed' | 'failed' | 'skipped'; todo: boolean }

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

class JunitReader {
  readonly counter = new Counter()
  readonly open: string[] = []
  #case: Case | null = null

  close(name: string): void {
    const expected = this.open.pop()
    if (expected !== name) throw new ReportError(1, `${name} closes ${expected ?? 'nothing'}`)
    if (name === 'testcase') this.#end()
  }

  start({ attributes }: Open, name: string): void {
    if (name === 'testcase') {
      const skipped = /^(skipped|disabled|notrun)$/i.test(attributes.get('status') ?? '')
      this.#case = {
        name: attributes.get('name') ?? '',
        outcome: skipped ? 'skipped' : 'passed',
        todo: false,
      }
    } else if (name === 'failure' || name === 'error') {
      if (this.#case === null) this.counter.add('failed', attributes.get('message') ?? this.open.at(-1) ?? '')
      else if (!this.#case.todo) this.#case.outcome = 'failed'
    } else if (name === 'skipped' && this.#case !== null) {
      // Node writes a failing test that is still to do as skipped and failed: it is no failure.
      this.#case.todo = attributes.get('type') === 'todo'
      if (this.#case.todo || this.#case.outcome === 'passed') this.#case.outcome = 'skipped'
    }
  }

  #end(): void {
    if (this.#case !== null) this.counter.add(this.#case.outcome, this.#case.name)
    this.#case = null
  }
}

/**
 * Counts the test cases of a JUnit report themselves, however suites are nested: the numbers that suites give of
 * themselves are not believed, but for failures of a suite that no case of it shows.
 */
export const readJunit = (words: string): Tally => {
  const reader = new JunitReader()
  let root: string | null = null
  try {
    for (const event of readXml(words)) {
      const name = local(event.name)
      if (event.kind === 'close') {
        reader.close(name)
        continue
      }
      root ??= name
      reader.open.push(name)
      reader.start(event, name)
      if (event.closed) reader.close(name)
    }
  } catch (error) {
    throw error instanceof XmlError ? new ReportError(error.line, error.message) : error
  }
  if (root !== 'testsuites' && root !== 'testsuite') throw new ReportError(1, 'it has no testsuite')
  if (reader.open.length > 0)
    throw new ReportError(words.split('\n').length, `${reader.open.at(-1) ?? ''} does not end`)
  return reader.counter.tally
}
