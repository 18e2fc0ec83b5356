import { Counter, ReportError, type Tally } from './tally.ts'
import { readXml, XmlError } from './xml.ts'

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/**
 * Counts the test cases of a JUnit report themselves, however suites are nested: the numbers that suites give of
 * themselves are not believed, but for failures of a suite that no case of it shows.
 */
export const readJunit = (words: string): Tally => {
  const counter = new Counter()
  let current: { name: string; outcome: 'passed' | 'failed' | 'skipped' } | null = null
  const open: string[] = []
  let root = false
  let line = 1
  try {
    for (const event of readXml(words)) {
      if (event.kind === 'close') {
        const name = local(event.name)
        const expected = open.pop()
        if (expected !== name) throw new ReportError(line, `${name} closes ${expected ?? 'nothing'}`)
        if (name === 'testcase' && current !== null) {
          counter.add(current.outcome, current.name)
          current = null
        }
        continue
      }
      const name = local(event.name)
      if (open.length === 0) root = name === 'testsuites' || name === 'testsuite'
      if (!event.closed) open.push(name)
      if (name === 'testcase') {
        const title = event.attributes.get('name') ?? ''
        const status = event.attributes.get('status') ?? ''
        current = { name: title, outcome: /^(skipped|disabled|notrun)$/i.test(status) ? 'skipped' : 'passed' }
        if (!event.closed) continue
        counter.add(current.outcome, current.name)
        current = null
      } else if (name === 'failure' || name === 'error') {
        if (current === null) counter.add('failed', event.attributes.get('message') ?? open.at(-2) ?? '')
        else current.outcome = 'failed'
      } else if (name === 'skipped' && current !== null && current.outcome === 'passed')
        current.outcome = 'skipped'
    }
  } catch (error) {
    if (error instanceof XmlError) throw new ReportError(error.line, error.message)
    throw error
  }
  line = words.split('\n').length
  if (!root) throw new ReportError(1, 'it has no testsuite')
  if (open.length > 0) throw new ReportError(line, `${open.at(-1)} does not end`)
  return counter.tally
}
