import { ProblemError } from '../kernel/problem.ts'

/** The place is one that the team's file names; what the other side said is left to the log. */
export const unreachable = (place: string, why: string, cause?: unknown): ProblemError =>
  new ProblemError(
    {
      code: 'anchor-unreachable',
      kind: 'unavailable',
      message: {
        en: `the ledger’s anchor ${place} cannot be written or read: ${why}`,
        fr: `l’ancre du registre ${place} ne peut être écrite ou lue : ${why}`,
      },
      expected: {
        en: 'a file that the control plane’s user may append to, or a repository to which it may push the branch',
        fr: 'un fichier auquel l’utilisateur du plan de contrôle peut ajouter, ou un dépôt vers lequel il peut pousser la branche',
      },
      todo: {
        en: 'give it the right, or correct `audit.anchor` and ship; it is tried again by itself',
        fr: 'donnez-lui le droit, ou corrigez `audit.anchor` et livrez ; un nouvel essai suit de soi-même',
      },
    },
    cause,
  )
