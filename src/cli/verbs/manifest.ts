import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import type { ShippedView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Text } from '../../kernel/text.ts'
import { checkListing } from '../../manifest/check-listing.ts'
import { diffManifests } from '../../manifest/diff.ts'
import { type Form, forms } from '../../manifest/listing.ts'
import { manifestSchema } from '../../manifest/manifest-schema.ts'
import { readListing } from '../../manifest/read-listing.ts'
import { rewrite, write } from '../../manifest/rewrite.ts'
import type { Manifest } from '../../manifest/types.ts'
import { pathOf } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import { type Resolved, resolveListing } from '../manifest-import.ts'
import { configHere, listingAt, type Point, pointOf, sideOf, usualPoint } from '../manifest-point.ts'
import { unknownFormat } from '../messages.ts'
import * as say from '../messages-manifest.ts'
import { detached } from '../messages-ship.ts'
import { readDuration } from '../numbers.ts'
import { diffLines, manifestLines } from '../render/manifest.ts'
import { send } from '../send.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'
import { follow, labelsOf, variablesFor } from './ship.ts'

const points: Text = {
  en: 'A RELEASE is a number of `ecluse history`, an ENVIRONMENT stands for what is out there; also candidate:N, the digest sha256:…, a file, and REVISION:PATH, a file of a commit. Files: a manifest of ours, JSON of component to version, an env file, or Kustomize’s images. Files need no server.',
  fr: 'Une VERSION est un numéro d’`ecluse history`, un ENVIRONNEMENT désigne ce qui y est en service ; aussi candidate:N, l’empreinte sha256:…, un fichier, et RÉVISION:CHEMIN, un fichier d’un commit. Fichiers : un manifeste à nous, du JSON de composant à version, un fichier d’environnement, ou les images de Kustomize. Les fichiers n’ont besoin d’aucun serveur.',
}

const wholeOf = (point: Point): Manifest => {
  const manifest = point.view?.manifest ?? point.listing?.manifest ?? null
  if (manifest === null) throw new ProblemError(say.onlyListed(point.name))
  return manifest
}

export const manifestShow: Verb = {
  anywhere: true,
  argument: {
    name: { en: 'MANIFEST', fr: 'MANIFESTE' },
    says: {
      en: 'what to show; without: what is out in the last environment',
      fr: 'quoi montrer ; sans cela : ce qui est en service dans le dernier environnement',
    },
  },
  more: [points],
  examples: [
    {
      line: 'ecluse manifest show production',
      says: {
        en: 'what exactly is out, what it replaced, by whom, when and why',
        fr: 'ce qui est exactement en service, ce que cela a remplacé, par qui, quand et pourquoi',
      },
    },
    {
      line: 'ecluse manifest show main:deploy/versions.json',
      says: { en: 'a file as main has it', fr: 'un fichier tel qu’il est dans main' },
    },
  ],
  json: {
    en: '{application,digest,manifest,release,candidate:{number,commit,subject,actor,at}|null,environments:[{environment,kind,release,replaces:{release,digest}|null,actor,why,startedAt,endedAt,outcome,out}]}; of a file {file,form,components:[{name,component,version,digest,place}],problems}',
    fr: '{application,digest,manifest,release,candidate:{number,commit,subject,actor,at}|null,environments:[{environment,kind,release,replaces:{release,digest}|null,actor,why,startedAt,endedAt,outcome,out}]} ; d’un fichier {file,form,components:[{name,component,version,digest,place}],problems}',
  },
  run: async (context, given) => {
    const { terminal } = context
    const point = await pointOf(context, given.argument ?? usualPoint(context), 'manifest show')
    if (point.view !== null) {
      if (terminal.json) terminal.document('manifest', point.view)
      else terminal.say(...manifestLines(point.view))
      return 0
    }
    const { listing } = point
    const config = configHere(context)
    const { wanted, problems } = checkListing(
      listing,
      config?.components ?? listing.named.map(({ name }) => ({ name })),
    )
    const components = listing.named.map(({ name, version, digest, place }) => {
      const component = wanted.find((one) => one.name === name)?.component ?? null
      return { name, component, version, digest, place }
    })
    if (terminal.json) {
      terminal.document('listing', { file: listing.file, form: listing.form, components, problems })
      return problems.length === 0 ? 0 : 2
    }
    terminal.say(say.fileHead(listing.file, listing.form, components.length))
    for (const { name, component, version, digest } of components) {
      const called = component === null || component === name ? name : `${component} (${name})`
      terminal.say({
        en: `  ${called}  ${version ?? digest ?? ''}`,
        fr: `  ${called}  ${version ?? digest ?? ''}`,
      })
    }
    if (problems.length > 0) throw new ProblemError(problems)
    return 0
  },
}

export const manifestDiff: Verb = {
  anywhere: true,
  argument: {
    name: { en: 'FROM', fr: 'DE' },
    says: { en: 'what is left', fr: 'ce que l’on quitte' },
  },
  rest: { en: 'TO', fr: 'À' },
  more: [points],
  examples: [
    {
      line: 'ecluse manifest diff staging production',
      says: { en: 'two environments', fr: 'deux environnements' },
    },
    {
      line: 'ecluse manifest diff HEAD~1:versions.json versions.json',
      says: { en: 'two states of a file', fr: 'deux états d’un fichier' },
    },
  ],
  json: {
    en: '{left,right,changes:[{component,change,direction,fields:[{field,left,right}]}],same,migrations:{added,removed}}',
    fr: '{left,right,changes:[{component,change,direction,fields:[{field,left,right}]}],same,migrations:{added,removed}}',
  },
  run: async (context, given) => {
    const { terminal } = context
    const [to, ...more] = given.rest ?? []
    if (given.argument === null || to === undefined || more.length > 0) throw new ProblemError(say.twoNeeded)
    const config = configHere(context)
    const left = await pointOf(context, given.argument, 'manifest diff')
    const right = await pointOf(context, to, 'manifest diff')
    const diff = diffManifests(sideOf(left, config), sideOf(right, config))
    if (terminal.json) terminal.document('manifest-diff', { left: left.name, right: right.name, ...diff })
    else if (diff.changes.length === 0 && diff.migrations.added.length + diff.migrations.removed.length === 0)
      terminal.say(say.nothingChanges(left.name, right.name))
    else {
      terminal.say({ en: `${left.name} → ${right.name}`, fr: `${left.name} → ${right.name}` })
      terminal.say(...diffLines(diff), ...(diff.same === 0 ? [] : [say.sameOthers(diff.same)]))
    }
    return 0
  },
}

const formOf = (given: Given): Form | null => {
  const word = wordOf(given, 'format')
  if (word === null) return null
  const found = forms.find((one) => one === word)
  if (found === undefined) throw new ProblemError(unknownFormat(word, forms))
  return found
}

export const manifestExport: Verb = {
  anywhere: true,
  argument: {
    name: { en: 'MANIFEST', fr: 'MANIFESTE' },
    says: {
      en: 'what to write; without: what is out in the last environment',
      fr: 'quoi écrire ; sans cela : ce qui est en service dans le dernier environnement',
    },
  },
  more: [
    points,
    {
      en: 'Without --format: our own form, canonical JSON (RFC 8785), whose SHA-256 is the release. With --out onto a file that is there, the file keeps its form, its comments and its order, and only versions change.',
      fr: 'Sans --format : notre propre forme, du JSON canonique (RFC 8785), dont le SHA-256 est la version. Avec --out vers un fichier existant, celui-ci garde sa forme, ses commentaires et son ordre ; seules les versions changent.',
    },
  ],
  options: [
    {
      flags: '--format <form>',
      says: { en: 'own, flat, env or kustomize', fr: 'own, flat, env ou kustomize' },
    },
    {
      flags: '--out <file>',
      says: { en: 'a file instead of the output', fr: 'un fichier au lieu de la sortie' },
    },
  ],
  examples: [
    {
      line: 'ecluse manifest export production --out deploy/versions.json',
      says: { en: 'brings a file to what is out', fr: 'met un fichier à jour avec ce qui est en service' },
    },
  ],
  json: {
    en: '{file,bytes}; without --out the manifest itself',
    fr: '{file,bytes} ; sans --out le manifeste même',
  },
  run: async (context, given) => {
    const { terminal } = context
    const form = formOf(given)
    const point = await pointOf(context, given.argument ?? usualPoint(context), 'manifest export')
    const manifest = wholeOf(point)
    const known = configHere(context)?.components ?? []
    const out = wordOf(given, 'out')
    if (out === null) {
      terminal.raw(write(form ?? 'own', manifest, known))
      return 0
    }
    const path = resolve(context.machine.folder, out)
    const shown = relative(context.machine.folder, path) || out
    const before = existsSync(path) ? readListing(shown, readFileSync(path)) : null
    const text =
      before === null || (form !== null && form !== before.form)
        ? write(form ?? 'own', manifest, known)
        : rewrite(before, manifest, known)
    if (text !== before?.text) await writeFile(path, text)
    const bytes = Buffer.byteLength(text)
    if (terminal.json) terminal.document('file', { file: shown, bytes })
    else terminal.say(text === before?.text ? say.unchanged(shown) : say.written(shown, bytes))
    return 0
  },
}

export const manifestSchemaVerb: Verb = {
  anywhere: true,
  examples: [
    {
      line: 'ecluse manifest schema > release-manifest.schema.json',
      says: { en: 'for editors and validators', fr: 'pour les éditeurs et les validateurs' },
    },
  ],
  json: { en: 'the JSON Schema itself', fr: 'le JSON Schema même' },
  run: async ({ terminal }) => {
    terminal.raw(`${JSON.stringify(manifestSchema(), null, 2)}\n`)
    return 0
  },
}

/** Every commit travels to the server; the leading one last. */
const sendAll = async (
  context: Context,
  client: Awaited<ReturnType<Context['api']>>,
  { checkout, config, commit, parts }: Resolved,
): Promise<void> => {
  const commits = new Set([...Object.values(parts).map((part) => part.commit), commit])
  for (const one of commits)
    await send(context, client, {
      checkout,
      commit: one,
      version: await checkout.describe(one),
      config,
      branch: null,
    })
}

const importIt = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  const word = given.argument
  if (word === null) throw new ProblemError(say.fileNeeded)
  const timeout = readDuration(given, 'timeout')
  const labels = labelsOf(given)
  const listing = await listingAt(context, word)
  if (listing === null) throw new ProblemError(say.cannotRead(word, 'ENOENT'))
  const resolved = await resolveListing(context, listing, wordOf(given, 'config'))
  const { config, commit, parts } = resolved
  if (isGiven(given, 'check')) {
    if (terminal.json) terminal.document('resolved', { file: listing.file, commit, components: parts })
    else {
      for (const [name, part] of Object.entries(parts)) {
        const line = `  ${name}  ${part.version}  ${part.commit.slice(0, 10)}`
        terminal.say({ en: line, fr: line })
      }
      terminal.say(say.canBeShipped(listing.file))
    }
    return 0
  }
  terminal.aside(say.ships(config.application, listing.file, commit))
  const client = await context.api('always')
  await sendAll(context, client, resolved)
  const shipped = await steady(context, () =>
    client.post<ShippedView>(pathOf(config.application, 'manifest/ship'), {
      commit,
      components: parts,
      file: listing.file,
      backwards: wordOf(given, 'backwards'),
      upTo: context.environment,
      environment: variablesFor(context, config),
      ...(labels.length === 0 ? {} : { labels }),
    }),
  )
  const { application } = config
  const version = listing.file
  if (terminal.json) terminal.document('shipped', { event: 'shipped', application, commit, version, shipped })
  else terminal.say(shipped.text)
  if (shipped.kind === 'already-live') return 0
  if (isGiven(given, 'detach')) {
    terminal.say(detached(commit))
    return 0
  }
  const { candidate, text } = shipped
  return follow(context, client, { application, commit, candidate }, timeout, text)
}

export const manifestImport: Verb = {
  argument: {
    name: { en: 'FILE', fr: 'FICHIER' },
    says: {
      en: 'a file that lists a version of every component, or REVISION:PATH',
      fr: 'un fichier qui donne une version de chaque composant, ou RÉVISION:CHEMIN',
    },
  },
  more: [
    {
      en: 'Ships what the file asks for: each version is a tag or a commit of this repository, and is built; names are components, or what `known-as` maps. ecluse.yaml of the newest of these commits rules. Refused with file, line and column: names that move, versions that are none, unknown, doubled or missing components, what is a tag and a branch, and versions that go back without --backwards.',
      fr: 'Livre ce que le fichier demande : chaque version est une étiquette ou un commit de ce dépôt, et est construite ; les noms sont ceux des composants, ou ceux que `known-as` associe. L’ecluse.yaml du plus récent de ces commits fait foi. Refusés avec fichier, ligne et colonne : les noms mobiles, les versions qui n’en sont pas, les composants inconnus, doubles ou absents, ce qui est étiquette et branche, et les versions qui reviennent en arrière sans --backwards.',
    },
  ],
  options: [
    {
      flags: '--check',
      says: { en: 'only reads and resolves it', fr: 'ne fait que le lire et le résoudre' },
    },
    {
      flags: '--backwards <reason>',
      says: {
        en: 'versions may go back, and why',
        fr: 'des versions peuvent revenir en arrière, et pourquoi',
      },
    },
    {
      flags: '--config <ref>',
      says: {
        en: 'whose ecluse.yaml rules, where no commit contains the others',
        fr: 'quel ecluse.yaml fait foi, si aucun commit ne contient les autres',
      },
    },
    {
      flags: '--label <name>',
      many: true,
      says: {
        en: 'as of ship; may be given several times',
        fr: 'comme pour ship ; peut être donnée plusieurs fois',
      },
    },
    { flags: '--detach', says: { en: 'returns at once', fr: 'rend la main aussitôt' } },
    {
      flags: '--timeout <duration>',
      says: { en: 'as of ship', fr: 'comme pour ship' },
    },
  ],
  examples: [
    {
      line: 'ecluse manifest import versions.json --environment staging',
      says: {
        en: 'ships a set of versions as far as staging',
        fr: 'livre un ensemble de versions jusqu’à staging',
      },
    },
    {
      line: 'ecluse manifest import .env --check',
      says: { en: 'whether it could be shipped', fr: 's’il pourrait être livré' },
    },
  ],
  json: {
    en: 'as ship; with --check {file,commit,components:{NAME:{commit,version,image,place}}}',
    fr: 'comme ship ; avec --check {file,commit,components:{NOM:{commit,version,image,place}}}',
  },
  run: importIt,
}
