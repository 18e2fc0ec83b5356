import { stringify } from 'yaml'
import { proposedCalendar } from '../calendar/proposal.ts'

/** A component as `ecluse init` writes it. */
export type Written = {
  readonly name: string
  readonly context: string
  readonly start: readonly string[] | null
  readonly variables: Readonly<Record<string, string>>
  readonly port: number | null
  readonly ready: string
  readonly needs: readonly string[]
  /** Whether there is a test script: offered, not switched on. */
  readonly tests: boolean
}

export type WrittenFile = {
  readonly application: string
  readonly components: readonly Written[]
  /** Null where one component is public. */
  readonly routes: readonly { readonly path: string; readonly component: string }[] | null
  readonly listen: string
}

/** A value on one line, quoted where YAML would read it otherwise. */
const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true })
    .trim()
    .replaceAll(/^\[ (.*) \]$/g, '[$1]')

const component = (one: Written): string[] => [
  `  ${one.name}:`,
  `    build: ${flow({ context: one.context })}`,
  ...(one.start === null ? [] : [`    start: ${flow(one.start)}`]),
  ...(one.port === null ? [] : [`    port: ${one.port}`]),
  `    ready: ${flow(one.ready)}`,
  ...(one.needs.length === 0 ? [] : [`    needs: ${flow(one.needs)}`]),
  ...(Object.keys(one.variables).length === 0 ? [] : [`    variables: ${flow(one.variables)}`]),
  ...(one.tests ? ['    # tests: { unit: { run: [npm, test] } }'] : []),
]

/** The few lines of `ecluse.yaml`. */
export const write = (file: WrittenFile): string => {
  const lines = [
    `application: ${file.application}`,
    'components:',
    ...file.components.flatMap(component),
    ...(file.routes === null ? [] : ['routes:', ...file.routes.map((route) => `  - ${flow(route)}`)]),
    'environments:',
    `  production: { target: process, listen: ${file.listen} }`,
  ]
  return `${lines.join('\n')}\n`
}

/** That of a site which is files alone. */
export const writeSite = (file: {
  readonly application: string
  readonly folder: string
  readonly listen: string
}): string => `application: ${file.application}
components:
  site: { static: ${file.folder} }
environments:
  production: { target: process, listen: ${file.listen} }
`

/** The same file with the calendar that is proposed for its environment. */
export const withCalendar = (file: string, timeZone: string): string =>
  file.replace(/^ {2}production: \{ target: (.*), listen: (.*) \}$/m, (_, target: string, listen: string) =>
    [
      '  production:',
      `    target: ${target}`,
      `    listen: ${listen}`,
      ...proposedCalendar(timeZone).map((line) => `    ${line}`),
    ].join('\n'),
  )
