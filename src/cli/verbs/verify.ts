import type { Text } from '../../kernel/text.ts'
import { broken, verified } from '../messages-verify.ts'
import { needFolder } from '../need-folder.ts'
import type { Verb } from '../verb.ts'

type Check = {
  readonly entries: number
  readonly broken: { readonly seq: number; readonly text: Text } | null
}

export const verify: Verb = {
  more: [
    {
      en: 'Every entry carries the digest of the one before: one that was altered, removed, inserted or moved is named.',
      fr: 'Chaque écriture porte l’empreinte de la précédente : celle qui aurait été modifiée, retirée, insérée ou déplacée est nommée.',
    },
  ],
  examples: [
    {
      line: 'ecluse verify',
      says: {
        en: 'checks the ledger of this data folder',
        fr: 'vérifie le registre de ce dossier de données',
      },
    },
  ],
  json: {
    en: '{entries,broken}: broken is null or {seq,text}',
    fr: '{entries,broken} : broken est null ou {seq,text}',
  },
  run: async (context) => {
    needFolder(context)
    const client = await context.api('unless-stopped')
    const check = await client.get<Check>('/v1/ledger/verify')
    if (context.terminal.json) context.terminal.document(check)
    else
      context.terminal.say(
        check.broken === null ? verified(check.entries) : broken(check.broken.seq, check.broken.text),
      )
    return check.broken === null ? 0 : 1
  },
}
