// What a run of vitest came to, from its JSON report: counts, and the names of what failed or was skipped.

const fullName = (file, test) => `${file}: ${[...test.ancestorTitles, test.title].join(' > ')}`

/**
 * `report` is vitest's parsed JSON report, undefined where there is none; `code` its exit code. A file that could
 * not be loaded, an error outside every test, and a missing report are each a failure.
 */
export const vitestOutcome = (report, code, folder) => {
  if (report === undefined) return { passed: 0, failed: ['vitest ended without a report'], skipped: [] }
  const outcome = { passed: 0, failed: [], skipped: [] }
  for (const file of report.testResults ?? []) {
    const name = file.name.startsWith(folder) ? file.name.slice(folder.length + 1) : file.name
    const tests = file.assertionResults ?? []
    for (const test of tests) {
      if (test.status === 'passed') outcome.passed += 1
      else if (test.status === 'failed') outcome.failed.push(fullName(name, test))
      else outcome.skipped.push(fullName(name, test))
    }
    const counted = tests.some((test) => test.status === 'failed')
    if (file.status === 'failed' && !counted) outcome.failed.push(`${name}: could not be loaded`)
  }
  if (outcome.passed + outcome.failed.length + outcome.skipped.length === 0)
    outcome.failed.push('no test ran')
  if (code !== 0 && outcome.failed.length === 0)
    outcome.failed.push(`vitest: an error outside the tests (exit ${code})`)
  return outcome
}

/** All parts together. Where `strict`, a skip is a failure. */
export const together = (parts, strict) => {
  const passed = parts.reduce((sum, part) => sum + part.passed, 0)
  const failed = parts.flatMap((part) => part.failed)
  const skipped = parts.flatMap((part) => part.skipped)
  return strict
    ? {
        passed,
        failed: [...failed, ...skipped.map((name) => `skipped, which counts as failed here: ${name}`)],
        skipped: [],
      }
    : { passed, failed, skipped }
}

export const lastLine = ({ passed, failed, skipped }) =>
  [
    `${passed} passed`,
    `${failed.length} failed`,
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ].join(', ')
