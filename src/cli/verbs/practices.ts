import type { PracticesView } from '../../engine/facade-practices.ts'
import { pathOf, whichOne } from '../application.ts'
import { needFolder } from '../need-folder.ts'
import { practicesLines } from '../render/practices.ts'
import type { Verb } from '../verb.ts'

export const practices: Verb = {
  more: [
    {
      en: 'The thirteen practices of continuous delivery for this team today, of the last 90 days: each with what shows it, from what is kept and never from a checkbox, what is missing, and the lines of ecluse.yaml that would close it.',
      fr: 'Les treize pratiques de la livraison continue pour cette équipe aujourd’hui, sur les 90 derniers jours : pour chacune ce qui l’établit, tiré de ce qui est gardé et jamais d’une case cochée, ce qui manque, et les lignes d’ecluse.yaml qui y remédieraient.',
    },
  ],
  options: [],
  examples: [
    {
      line: 'ecluse practices --environment production',
      says: { en: 'what an auditor would ask first', fr: 'ce qu’on demande d’abord à un audit' },
    },
  ],
  json: {
    en: '{application,environment,practices:[{number,name,state,shows,missing,config:[{below,line,first?}]}]}; state: shown, partly, not-shown or not-built',
    fr: '{application,environment,practices:[{number,name,state,shows,missing,config:[{below,line,first?}]}]} ; state : shown, partly, not-shown ou not-built',
  },
  run: async (context) => {
    const { terminal, environment } = context
    needFolder(context)
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'practices')
    const view = await client.get<PracticesView>(pathOf(application, 'practices'), { environment })
    if (terminal.json) terminal.document('practices', view)
    else terminal.say(...practicesLines(view))
    return 0
  },
}
