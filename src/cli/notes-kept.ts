import type { NotesView, ProposedNotes } from '../engine/facade-notes.ts'
import type { Text } from '../kernel/text.ts'
import { pathOf, whichOne } from './application.ts'
import type { Checkout } from './machine.ts'
import { fragmentOutside, keptWith, proposedIn, publicationLine } from './messages-notes.ts'
import { configAt } from './notes-asked.ts'
import { type Context, type Given, isGiven, wordOf } from './verb.ts'

const named = (path: string, { en, fr }: Text): Text => ({ en: `${path}: ${en}`, fr: `${path} : ${fr}` })

/** The file of the repository that somebody stands in; null where that is none. */
const configHere = async (context: Context) => {
  let checkout: Checkout
  try {
    checkout = await context.machine.checkout(context.machine.folder)
  } catch {
    return null
  }
  return configAt(checkout, await checkout.resolve('HEAD').catch(() => ''))
}

/**
 * The notes that are kept with a RELEASE or with what an ENVIRONMENT runs, where nothing is said to begin from; null:
 * they are made here. Throws `unknown-release`, `no-notes`.
 */
export const keptNotesOf = async (context: Context, given: Given): Promise<NotesView | null> => {
  const to = wordOf(given, 'to')
  const made = wordOf(given, 'from') !== null || isGiven(given, 'changelog') || isGiven(given, 'translate')
  if (to === null || made || !context.exists()) return null
  const release = /^\d{1,6}$/.test(to) ? Number(to) : null
  const config = await configHere(context)
  const isEnvironment = config?.environments.some(({ name }) => name === to) === true
  if (release === null && !isEnvironment) return null
  const client = await context.api('unless-stopped')
  const application = config?.application ?? (await whichOne(context, client, 'notes'))
  const view = await client.get<NotesView>(pathOf(context.application ?? application, 'notes'), {
    ...(release === null ? { environment: to } : { release }),
    ...(release !== null && context.environment !== null ? { environment: context.environment } : {}),
  })
  context.terminal.aside(
    keptWith(view.release, view.environment, view.at, view.digest),
    ...(view.publication === undefined ? [] : [publicationLine(view.publication)]),
    ...view.outside.map((path) => named(path, fragmentOutside(path).message)),
  )
  return view
}

/** The notes of the candidate that waits in an environment, as a person who signs them off has to read them. */
export const proposedNotes = async (context: Context): Promise<ProposedNotes> => {
  const config = await configHere(context)
  const client = await context.api('unless-stopped')
  const application = context.application ?? config?.application ?? (await whichOne(context, client, 'notes'))
  const view = await client.get<ProposedNotes>(
    pathOf(application, 'notes/proposed'),
    context.environment === null ? {} : { environment: context.environment },
  )
  context.terminal.aside(proposedIn(view.candidate, view.environment))
  return view
}
