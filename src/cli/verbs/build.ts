import type { BuildView } from '../../engine/facade.ts'
import { pathOf } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import { builtComponent, builtWhole } from '../messages-build.ts'
import { prepare, send } from '../send.ts'
import { steady, steadyEvents } from '../steady.ts'
import type { Context, Given, Verb } from '../verb.ts'

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  const ready = await prepare(context, given.argument)
  const { commit, config, version } = ready
  const client = await context.api('always')
  await send(context, client, ready)
  const over = new AbortController()
  const began = Date.now()
  const telling = (async () => {
    for await (const happening of steadyEvents(client, { candidate: commit }, 0, over.signal)) {
      if (happening.at >= began && happening.level === 'progress') terminal.aside(happening.text)
    }
  })().catch(() => undefined)
  try {
    const view = await steady(context, () =>
      client.post<BuildView>(pathOf(config.application, 'build'), { commit }),
    )
    if (terminal.json) terminal.document('build', view)
    else
      terminal.say(
        builtWhole(config.application, commit, version, view.took),
        ...view.components.map(builtComponent),
      )
    return 0
  } finally {
    over.abort()
    await telling
  }
}

export const build: Verb = {
  argument: {
    name: { en: 'REF', fr: 'RÉF' },
    says: {
      en: 'a branch, a tag or a commit of this repository; without: HEAD',
      fr: 'une branche, une étiquette ou un commit de ce dépôt ; sans cela : HEAD',
    },
  },
  more: [
    {
      en: 'The same commit gives the same digests, on any machine. A component that did not change is not built again.',
      fr: 'Le même commit donne les mêmes empreintes, sur toute machine. Un composant inchangé n’est pas reconstruit.',
    },
  ],
  examples: [
    { line: 'ecluse build', says: { en: 'builds HEAD', fr: 'construit HEAD' } },
    {
      line: 'ecluse build v1.4.0 --json | jq .components[].digest',
      says: { en: 'each component’s digest', fr: 'l’empreinte de chaque composant' },
    },
  ],
  json: {
    en: '{application,commit,tookMs,components:[{name,digest,cached,tookMs,runtime,integrity}]}',
    fr: '{application,commit,tookMs,components:[{name,digest,cached,tookMs,runtime,integrity}]}',
  },
  run,
}
