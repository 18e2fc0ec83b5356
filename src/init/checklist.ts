import type { Text } from '../kernel/text.ts'

type Proposed = {
  readonly name: string
  readonly title: Text
  readonly help: Text
  readonly owner: string
  readonly more: readonly string[]
}

/** The roles and steps of a government product team; what no machine answers yet is asked of a person. */
const proposed: readonly Proposed[] = [
  {
    name: 'tests-passed',
    title: { en: 'Every declared test passed', fr: 'Tous les tests déclarés ont réussi' },
    help: {
      en: 'answered by the gate: nobody is asked',
      fr: 'répondu par le contrôle : personne n’est sollicité',
    },
    owner: 'delivery-manager',
    more: ['kind: evidence', 'evidence: { gate: tested }'],
  },
  {
    name: 'security-audit',
    title: { en: 'Vulnerabilities were looked at', fr: 'Les vulnérabilités ont été examinées' },
    help: {
      en: 'say in the note which are accepted, by whom and until when',
      fr: 'dites dans la note lesquelles sont acceptées, par qui et jusqu’à quand',
    },
    owner: 'security',
    more: ['kind: person'],
  },
  {
    name: 'rollback-plan',
    title: { en: 'The rollback plan was read', fr: 'Le plan de retour en arrière a été lu' },
    help: {
      en: 'what ecluse rollback does not take back: data, migrations, letters that were sent',
      fr: 'ce que ecluse rollback ne reprend pas : données, migrations, lettres envoyées',
    },
    owner: 'delivery-manager',
    more: ['kind: person'],
  },
  {
    name: 'migrations-read',
    title: {
      en: 'The release task was read by a second person',
      fr: 'La tâche de mise en production a été lue par une deuxième personne',
    },
    help: {
      en: 'the previous release has to run with what it leaves',
      fr: 'la version précédente doit fonctionner avec ce qu’elle laisse',
    },
    owner: 'developer',
    more: ['kind: person', 'applies-when: { migrations: true }'],
  },
  {
    name: 'support-told',
    title: { en: 'Support knows what changes', fr: 'Le soutien sait ce qui change' },
    help: { en: 'in both official languages', fr: 'dans les deux langues officielles' },
    owner: 'support',
    more: ['kind: person'],
  },
  {
    name: 'green-light',
    title: { en: 'Green light', fr: 'Feu vert' },
    help: {
      en: 'ecluse checklist shows all that is known',
      fr: 'ecluse checklist montre tout ce qui est connu',
    },
    owner: 'product-manager',
    more: ['kind: person'],
  },
  {
    name: 'canary-signed-off',
    title: { en: 'The canary was looked at', fr: 'Le canari a été examiné' },
    help: {
      en: 'ecluse why shows its figures; it holds where the strategy is canary',
      fr: 'ecluse why montre ses chiffres ; il retient là où la stratégie est canary',
    },
    owner: 'delivery-manager',
    more: ['kind: person', 'when: during'],
  },
  {
    name: 'announced',
    title: { en: 'The release was announced', fr: 'La mise en production a été annoncée' },
    help: { en: 'the address of the announcement', fr: 'l’adresse de l’annonce' },
    owner: 'communications',
    more: ['kind: link', 'link: { starts-with: "https://" }', 'when: after'],
  },
]

export const checklistName = 'release-checklist.yaml' as const

const head = [
  '# What a release has to answer. Machines answer first; people sign with: ecluse sign-off ITEM',
  '# Ce à quoi une mise en production doit répondre. Les machines d’abord ; les gens signent : ecluse sign-off POINT',
]

/** `release-checklist.yaml` as it is proposed, in both languages. */
export const proposedChecklist = (): string =>
  [
    ...head,
    'items:',
    ...proposed.flatMap(({ name, title, help, owner, more }) => [
      `  ${name}:`,
      `    title: { en: "${title.en}", fr: "${title.fr}" }`,
      `    help: { en: "${help.en}", fr: "${help.fr}" }`,
      `    owner: ${owner}`,
      ...more.map((line) => `    ${line}`),
    ]),
    '',
  ].join('\n')

/** Roles that somebody has to have. */
export const proposedRoles: readonly string[] = [
  ...new Set(proposed.filter(({ more }) => !more.includes('kind: evidence')).map(({ owner }) => owner)),
]

/** What is left to do before it counts. */
export const checklistTodo = (): readonly Text[] => [
  {
    en: `write a file approvers with a line for each person: NAME, their public ssh key, and roles= of ${proposedRoles.join(', ')}`,
    fr: `écrivez un fichier approvers avec une ligne par personne : NOM, sa clé ssh publique, et roles= parmi ${proposedRoles.join(', ')}`,
  },
  {
    en: `add checklist: ${checklistName} and approvers: approvers to the environment in ecluse.yaml, take out what does not fit, and run ecluse check`,
    fr: `ajoutez checklist: ${checklistName} et approvers: approvers à l’environnement dans ecluse.yaml, retirez ce qui ne convient pas, puis lancez ecluse check`,
  },
]
