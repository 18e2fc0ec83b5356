import type { ManifestView } from '../../engine/facade-manifest.ts'
import type { Text } from '../../kernel/text.ts'
import { instantText } from '../../kernel/time.ts'
import type { ManifestDiff } from '../../manifest/diff.ts'
import { kindWords, outcomeWords } from '../messages-status.ts'
import { printable } from '../printable.ts'
import { pad } from '../wrap.ts'
import { both } from './both.ts'

const short = (digest: string): string => digest.replace(/^sha256:([0-9a-f]{12}).*$/, 'sha256:$1')
const shorter = (commit: string): string => commit.slice(0, 10)

const said = {
  en: {
    image: 'image',
    configuration: 'configuration',
    migrations: 'migrations',
    out: 'out now',
    replaces: 'replaces release',
    first: 'replaces nothing',
    by: 'by',
    candidate: 'candidate',
    release: 'release',
    none: 'no release',
  },
  fr: {
    image: 'image',
    configuration: 'configuration',
    migrations: 'migrations',
    out: 'en service',
    replaces: 'remplace la version',
    first: 'ne remplace rien',
    by: 'par',
    candidate: 'version admissible',
    release: 'version',
    none: 'aucune version',
  },
} as const

/** `manifest show` for a person: what it is, component by component, then where it went. */
export const manifestLines = (view: ManifestView): readonly Text[] =>
  both((language, f) => {
    const w = said[language]
    const { manifest, candidate } = view
    const width = Math.max(0, ...manifest.components.map(({ name }) => name.length))
    const versions = Math.max(0, ...manifest.components.map(({ version }) => version.length))
    const indent = ' '.repeat(width + 4)
    return [
      `${view.application}   ${view.release === null ? w.none : `${w.release} ${view.release}`}   ${view.digest}`,
      ...(candidate === null
        ? []
        : [
            printable(
              `${w.candidate} ${candidate.number}   ${shorter(candidate.commit)} ${candidate.subject}   ${candidate.actor.name}, ${instantText(candidate.at)}`,
            ),
          ]),
      ...manifest.components.flatMap((one) => [
        `  ${pad(one.name, width)}  ${pad(one.version, versions)}  ${shorter(one.commit)}  ${w.image} ${short(one.image)}  ${one.runtime.name} ${one.runtime.version}`,
        `${indent}${w.configuration} ${f.list(
          Object.entries(manifest.configurations).flatMap(([environment, all]) =>
            all[one.name] === undefined ? [] : [`${environment} ${short(all[one.name] ?? '')}`],
          ),
        )}`,
      ]),
      ...(manifest.migrations.length === 0
        ? []
        : [`  ${w.migrations} ${f.count(manifest.migrations.length)}`]),
      ...view.environments.map((one) =>
        printable(
          [
            `  ${one.environment}`,
            one.out ? w.out : outcomeWords[one.outcome ?? 'live'][language],
            `${w.release} ${one.release}${one.kind === 'ship' ? '' : ` (${kindWords[one.kind][language]})`}`,
            one.replaces === null
              ? w.first
              : `${w.replaces} ${one.replaces.release}${one.replaces.digest === null ? '' : ` (${short(one.replaces.digest)})`}`,
            `${w.by} ${one.actor.name}, ${instantText(one.startedAt)}`,
            one.why,
          ].join('   '),
        ),
      ),
    ]
  })

const signs = { added: '+', removed: '-', changed: '~' } as const
const directions = {
  en: { forward: 'forward', backward: 'backward' },
  fr: { forward: 'en avant', backward: 'en arrière' },
} as const
const fieldNames: Readonly<Record<string, Text>> = {
  version: { en: 'version', fr: 'version' },
  commit: { en: 'commit', fr: 'commit' },
  image: { en: 'image', fr: 'image' },
  start: { en: 'start', fr: 'démarrage' },
  runtime: { en: 'built with', fr: 'construit avec' },
}

const value = (field: string, word: string | null): string => {
  if (word === null) return '–'
  if (field === 'commit') return shorter(word)
  if (field === 'runtime') return word.split(' ').slice(0, 2).join(' ')
  return short(word)
}

/** `manifest diff` for a person: a component, then what of it changes. */
export const diffLines = (diff: ManifestDiff): readonly Text[] =>
  both((language) => [
    ...diff.changes.flatMap(({ component, change, direction, fields }) => [
      `${signs[change]} ${component}${direction === null ? '' : `   ${directions[language][direction]}`}`,
      ...fields.map(({ field, left, right }) => {
        const [kind = '', environment] = field.split(' ')
        const named =
          fieldNames[field]?.[language] ?? `${said[language].configuration} ${environment ?? kind}`
        return printable(`    ${pad(named, 14)}  ${value(field, left)} → ${value(field, right)}`)
      }),
    ]),
    ...diff.migrations.added.map((one) => printable(`+ ${said[language].migrations} ${one}`)),
    ...diff.migrations.removed.map((one) => printable(`- ${said[language].migrations} ${one}`)),
  ])
