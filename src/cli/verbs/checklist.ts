import type { ChecklistView } from '../../engine/facade-checklist.ts'
import { pathOf, whichOne } from '../application.ts'
import { needFolder } from '../need-folder.ts'
import { readNumber } from '../numbers.ts'
import { checklistLines } from '../render/train.ts'
import { type Verb, wordOf } from '../verb.ts'

export const checklist: Verb = {
  more: [
    {
      en: 'Every item of the checklist in force, as it stands for the candidate that waits or is under way: what answered it, what is open, who can answer and the line to type. Machines answer first; people sign with ecluse sign-off ITEM. What releases left to do stands below until it is done.',
      fr: 'Chaque point de la liste de contrôle en vigueur, tel qu’il est pour la version admissible qui attend ou qui est en cours : ce qui y a répondu, ce qui reste ouvert, qui peut répondre et la ligne à taper. Les machines répondent d’abord ; les gens signent avec ecluse sign-off POINT. Ce que les versions ont laissé à faire figure dessous jusqu’à ce que ce soit fait.',
    },
  ],
  options: [
    {
      flags: '--candidate <number>',
      says: {
        en: 'of this candidate; without: the one that waits for people, or is under way',
        fr: 'de cette version admissible ; sans cela : celle qui attend des gens, ou qui est en cours',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse checklist --environment production',
      says: { en: 'what is open, and who can answer', fr: 'ce qui est ouvert, et qui peut répondre' },
    },
  ],
  json: {
    en: '{application,environment,declared,candidate,items:[{name,title,help,owner,when,kind,blocks,state,why,answered,cleared,opening}],afterwards:[{release,name,title,owner,blocks,since,state,answer,line}]}',
    fr: '{application,environment,declared,candidate,items:[{name,title,help,owner,when,kind,blocks,state,why,answered,cleared,opening}],afterwards:[{release,name,title,owner,blocks,since,state,answer,line}]}',
  },
  run: async (context, given) => {
    const { terminal, environment } = context
    const candidate = readNumber('--candidate', wordOf(given, 'candidate'))
    needFolder(context)
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'checklist')
    const query = { environment, ...(candidate === null ? {} : { candidate }) }
    const view = await client.get<ChecklistView>(pathOf(application, 'checklist'), query)
    if (terminal.json) terminal.document('checklist', view)
    else terminal.say(...checklistLines(view))
    return 0
  },
}
