import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const fileMissing = (file: string): Problem => ({
  code: 'policy-file-missing',
  kind: 'usage',
  message: text(
    `${file} is named in ecluse.yaml and is not in this commit`,
    `${file} est nommé dans ecluse.yaml et n’est pas dans ce commit`,
  ),
  place: { file },
  expected: text('a file of the repository, committed', 'un fichier du dépôt, dans un commit'),
  todo: text(`write ${file} and commit it`, `écrivez ${file} et mettez-le dans un commit`),
})

export const noApprovers = (): Problem => ({
  code: 'approvals-without-approvers',
  kind: 'usage',
  message: text(
    'approvals without approvers: nobody could sign',
    'approvals sans approvers : personne ne pourrait signer',
  ),
  place: { file: 'ecluse.yaml' },
  expected: text('`approvers: FILE` beside `approvals`', '`approvers: FICHIER` à côté de `approvals`'),
  todo: text(
    'write a file with a line for each person: NAME TYPE BASE64 roles=A emails=a@x',
    'écrivez un fichier avec une ligne par personne : NOM TYPE BASE64 roles=A emails=a@x',
  ),
})

export const tooFewPeople = (file: string, role: string, having: number, most: number): Problem => ({
  code: 'unknown-role',
  kind: 'usage',
  message: say(
    (f) => `${f.count(most)} of the role ${role} are asked for, and ${f.count(having)} have it`,
    (f) => `${f.count(most)} du rôle ${role} sont demandés, et ${f.count(having)} l’ont`,
  ),
  place: { file, line: 1, column: 1 },
  expected: text(`people with roles=${role}`, `des personnes avec roles=${role}`),
  todo: text(
    `add roles=${role} to their lines, or ask for fewer`,
    `ajoutez roles=${role} à leurs lignes, ou demandez-en moins`,
  ),
})

export const noEmail = (file: string, line: number, name: string): Problem => ({
  code: 'approver-without-email',
  kind: 'usage',
  message: text(
    `${name} has no e-mail address: nobody could tell whether they wrote a release`,
    `${name} n’a pas d’adresse : personne ne pourrait dire si cette personne a écrit une version`,
  ),
  place: { file, line, column: 1 },
  expected: text('emails=a@x,b@y, as in their commits', 'emails=a@x,b@y, comme dans ses commits'),
  todo: text('add it at the end of the line', 'ajoutez-le à la fin de la ligne'),
})
