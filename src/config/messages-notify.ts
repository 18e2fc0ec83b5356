import type { Text } from '../kernel/text.ts'
import { problem, shown } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const unknownSecretName = (secret: string, near: string | undefined) =>
  problem(
    'unknown-secret-name',
    `no secret \`${shown(secret)}\` is declared under \`secrets\``,
    `aucun secret \`${shown(secret)}\` n’est déclaré sous \`secrets\``,
    {
      expected: words(
        'the name of a secret of the file’s own `secrets`: the address itself is never in the file',
        'le nom d’un secret des `secrets` du fichier : l’adresse elle-même n’y figure jamais',
      ),
      todo:
        near === undefined
          ? words(
              `write at the top of the file: \`secrets: { ${shown(secret)}: set }\`, or \`{ file: PATH }\``,
              `écrivez en tête du fichier : \`secrets: { ${shown(secret)}: set }\`, ou \`{ file: CHEMIN }\``,
            )
          : words(`did you mean \`${near}\`?`, `vouliez-vous dire \`${near}\` ?`),
    },
  )

export const receiverNeeds = (kind: string, key: string, sample: string) =>
  problem(
    'receiver-incomplete',
    `a receiver of kind \`${kind}\` needs \`${key}\``,
    `un destinataire de type \`${kind}\` a besoin de \`${key}\``,
    {
      expected: words(`\`${sample}\` beside \`to\``, `\`${sample}\` à côté de \`to\``),
      todo: words('add it', 'ajoutez-le'),
    },
  )

export const receiverHasNo = (kind: string, key: string, kinds: readonly string[]) =>
  problem(
    'receiver-key-unused',
    `\`${key}\` says nothing of a receiver of kind \`${kind}\``,
    `\`${key}\` ne dit rien d’un destinataire de type \`${kind}\``,
    {
      expected: words(
        `it with ${kinds.map((one) => `\`${one}\``).join(', ')} alone`,
        `la clé seulement avec ${kinds.map((one) => `\`${one}\``).join(', ')}`,
      ),
      todo: words('take it out', 'retirez-la'),
    },
  )

export const receiverTwice = () =>
  problem(
    'receiver-twice',
    'the same receiver is told the same twice',
    'le même destinataire apprendrait la même chose deux fois',
    {
      expected: words(
        'each `kind` and `to` once for an environment and a role',
        'chaque `kind` et `to` une fois par environnement et par rôle',
      ),
      todo: words('put their events into one list', 'mettez leurs événements dans une seule liste'),
    },
  )

export const plainAddress = () =>
  problem(
    'address-not-https',
    'an address without TLS that is not of this machine',
    'une adresse sans TLS qui n’est pas de cette machine',
    {
      expected: words(
        '`https://...`; `http://` only to 127.0.0.1, [::1] or localhost',
        '`https://...` ; `http://` seulement vers 127.0.0.1, [::1] ou localhost',
      ),
      todo: words('write https', 'écrivez https'),
    },
  )
