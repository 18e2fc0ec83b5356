import type { NotifyTestView, NotifyView } from '../../engine/facade-notify.ts'
import { pathOf, whichOne } from '../application.ts'
import { needFolder } from '../need-folder.ts'
import { notifyLines, testLines } from '../render/notify.ts'
import { isGiven, type Verb } from '../verb.ts'

export const notify: Verb = {
  more: [
    {
      en: 'Shows who is told of what happens, by the release that runs in each environment, and whether each receiver takes what it is sent. What a receiver does not take waits for it, up to three days; no rollout waits for anybody.',
      fr: 'Montre qui est averti de ce qui arrive, selon la version qui fonctionne dans chaque environnement, et si chaque destinataire prend ce qui lui est envoyé. Ce qu’il ne prend pas l’attend, jusqu’à trois jours ; aucun déploiement n’attend personne.',
    },
    {
      en: 'With --test every receiver is sent a message now, whatever its events; exit code 1 where one of them did not take it.',
      fr: 'Avec --test, chaque destinataire reçoit un message maintenant, quels que soient ses événements ; code 1 si l’un d’eux ne l’a pas pris.',
    },
  ],
  options: [
    {
      flags: '--test',
      says: {
        en: 'sends a test to every receiver and says what each answered',
        fr: 'envoie un essai à chaque destinataire et dit ce que chacun a répondu',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse notify --test --environment production',
      says: { en: 'do they hear us?', fr: 'nous entendent-ils ?' },
    },
  ],
  json: {
    en: '{application,receivers:[{environment,kind,to,events,role,first,release,waiting,takenAt,failingSince,why,dropped}]}; with --test {text,receivers:[{environment,kind,to,recipient,taken,why}]}',
    fr: '{application,receivers:[{environment,kind,to,events,role,first,release,waiting,takenAt,failingSince,why,dropped}]} ; avec --test {text,receivers:[{environment,kind,to,recipient,taken,why}]}',
  },
  run: async (context, given) => {
    const { terminal, environment } = context
    needFolder(context)
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'notify')
    if (isGiven(given, 'test')) {
      const view = await client.post<NotifyTestView>(pathOf(application, 'notify/test'), { environment })
      if (terminal.json) terminal.document('notify-test', view)
      else terminal.say(...testLines(view))
      return view.receivers.every(({ taken }) => taken) ? 0 : 1
    }
    const query = environment === null ? {} : { environment }
    const view = await client.get<NotifyView>(pathOf(application, 'notify'), query)
    if (terminal.json) terminal.document('notify', view)
    else terminal.say(...notifyLines(view, Date.now()))
    return 0
  },
}
