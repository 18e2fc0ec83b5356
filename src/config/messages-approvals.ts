import type { Text } from '../kernel/text.ts'
import { problem, shown } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const badRole = (role: string) =>
  problem(
    'bad-role',
    `\`${shown(role)}\` is no role and no key of approvals`,
    `\`${shown(role)}\` n’est ni un rôle ni une clé d’approvals`,
    {
      expected: words(
        'a role such as `product-manager`, or `not-the-author`, `expires`, `canary`',
        'un rôle tel que `product-manager`, ou `not-the-author`, `expires`, `canary`',
      ),
      todo: words('correct it, or take it out', 'corrigez-le, ou retirez-le'),
    },
  )

export const noRole = () =>
  problem('no-role', 'approvals that ask nobody', 'des approbations qui ne demandent personne', {
    expected: words(
      'a role and a number, such as `product-manager: 1`',
      'un rôle et un nombre, comme `product-manager: 1`',
    ),
    todo: words('name a role, or take it out', 'nommez un rôle, ou retirez-la'),
  })

export const noApprovers = () =>
  problem(
    'approvals-without-approvers',
    'approvals without approvers: nobody could sign',
    'des approbations sans approbateurs : personne ne pourrait signer',
    {
      expected: words('`approvers: FILE` beside `approvals`', '`approvers: FICHIER` à côté de `approvals`'),
      todo: words(
        'write a file with a line for each person: `NAME TYPE BASE64 roles=A emails=a@x`',
        'écrivez un fichier avec une ligne par personne : `NOM TYPE BASE64 roles=A emails=a@x`',
      ),
    },
  )
