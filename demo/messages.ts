import { type Language, say, type Text } from '../src/kernel/text.ts'
import type { Ms } from '../src/kernel/time.ts'

const changes: Readonly<Record<'v1' | 'v1.1' | 'v2' | 'v3', Text>> = {
  v1: { en: 'the first release', fr: 'la première version' },
  'v1.1': { en: 'receipts without zeros (api only)', fr: 'des reçus sans zéros (api seulement)' },
  v2: { en: 'a new look (web only), as a canary', fr: 'une nouvelle apparence (web seulement), en canari' },
  v3: {
    en: 'check digits in receipts (api); fails 3 % of claims, and nobody has said so',
    fr: 'chiffres de contrôle dans les reçus (api) ; 3 % des demandes échouent, à l’insu de tous',
  },
}

/** Every sentence that the demo says while it runs. */
export const words = {
  change: (name: keyof typeof changes): Text => changes[name],

  starting: (folder: string, address: string, people: number): Text =>
    say(
      (f) =>
        `Écluse: a small benefits form goes to production four times, with ${f.count(people)} people on it.\n` +
        `  address ${address}   data folder ${folder}`,
      (f) =>
        `Écluse : un petit formulaire de prestations passe quatre fois en production, devant ${f.count(people)} personnes.\n` +
        `  adresse ${address}   dossier de données ${folder}`,
    ),

  shipping: (name: string, change: Text, commit: string): Text => ({
    en: `${name}: ${change.en}\n  $ ecluse ship   (commit ${commit.slice(0, 10)})`,
    fr: `${name} : ${change.fr}\n  $ ecluse ship   (commit ${commit.slice(0, 10)})`,
  }),

  peopleIn: (people: number, rate: number): Text =>
    say(
      (f) =>
        `${f.count(people)} people come in, about ${f.count(rate)} requests a second, a third of them POST`,
      (f) =>
        `${f.count(people)} personnes arrivent, environ ${f.count(rate)} requêtes par seconde, dont un tiers de POST`,
    ),

  second: (
    rate: number,
    p99: Ms,
    shares: readonly (readonly [name: string, share: number])[],
    failed: number,
  ) =>
    say(
      (f) =>
        `${f.count(rate)} requests/s   p99 ${f.duration(p99)}   ${shares.map(([name, share]) => `${name} ${f.percent(share, 0)}`).join('  ')}   failed ${f.count(failed)}`,
      (f) =>
        `${f.count(rate)} requêtes/s   p99 ${f.duration(p99)}   ${shares.map(([name, share]) => `${name} ${f.percent(share, 0)}`).join('  ')}   échecs ${f.count(failed)}`,
    ),

  carriesLess: (rate: number, p99: Ms): Text =>
    say(
      (f) =>
        `this machine carries less: people slow down to ${f.count(rate)} requests a second (p99 was ${f.duration(p99)}); the demo takes longer`,
      (f) =>
        `cette machine en supporte moins : les gens ralentissent à ${f.count(rate)} requêtes par seconde (p99 : ${f.duration(p99)}) ; la démonstration dure plus longtemps`,
    ),

  carriesAgain: (rate: number): Text =>
    say(
      (f) => `the machine carries more again: ${f.count(rate)} requests a second`,
      (f) => `la machine en supporte de nouveau davantage : ${f.count(rate)} requêtes par seconde`,
    ),

  tooLong: (name: string, ms: Ms): Text =>
    say(
      (f) => `${name} was not through after ${f.duration(ms)}: the demo stops following it`,
      (f) => `${name} n’était pas passée après ${f.duration(ms)} : la démonstration cesse de la suivre`,
    ),

  notAsWanted: (name: string, code: number, wanted: number): Text => ({
    en: `${name} ended with ${code} where the demo wants ${wanted}: nothing more is shipped`,
    fr: `${name} s’est terminée par ${code} au lieu de ${wanted} : rien d’autre n’est mis en production`,
  }),

  crowdDied: {
    en: 'the process of the people ended by itself',
    fr: 'le processus des personnes s’est terminé de lui-même',
  } satisfies Text,

  staysUp: (
    address: string,
    place: { repository: string; data: string },
    commands: readonly string[],
  ): Text => {
    const lines = [`cd ${place.repository} && export ECLUSE_DATA=${place.data}`, ...commands]
    const shown = lines.map((line) => `  ${line}`).join('\n')
    return {
      en:
        `\nIt stays up, with a few people on it: ${address}   (Ctrl-C ends it all)\n` +
        `Three commands to try next, in another terminal:\n${shown}`,
      fr:
        `\nTout reste en marche, avec quelques personnes : ${address}   (Ctrl-C arrête tout)\n` +
        `Trois commandes à essayer, dans un autre terminal :\n${shown}`,
    }
  },

  usage: (word: string): Text => ({
    en: `npm run demo: ${word} is not an option\n  to do: npm run demo -- [--exit] [--language en|fr]`,
    fr: `npm run demo : ${word} n’est pas une option\n  à faire : npm run demo -- [--exit] [--language en|fr]`,
  }),
}

/** The sentences of the report. */
export const reportWords = {
  happened: { en: 'What happened', fr: 'Ce qui s’est passé' } satisfies Text,
  saw: (people: number): Text =>
    say(
      (f) => `What ${f.count(people)} ${people === 1 ? 'person' : 'people'} saw`,
      (f) => `Ce que ${f.count(people)} ${people < 2 ? 'personne a' : 'personnes ont'} vu`,
    ),
  notReached: { en: 'was not shipped', fr: 'n’a pas été mise en production' } satisfies Text,
  exit: (code: number): Text => ({
    en: `ecluse ship ended with ${code}`,
    fr: `ecluse ship s’est terminé par ${code}`,
  }),

  requests: { en: 'requests sent', fr: 'requêtes envoyées' } satisfies Text,
  requestsValue: (n: number, posts: number, seconds: number): Text =>
    say(
      (f) => `${f.count(n)} in ${f.duration(seconds * 1_000)}, ${f.count(posts)} of them POST`,
      (f) => `${f.count(n)} en ${f.duration(seconds * 1_000)}, dont ${f.count(posts)} POST`,
    ),
  pace: { en: 'requests a second, at the least', fr: 'requêtes par seconde, au minimum' } satisfies Text,
  slower: (lowest: number, wanted: number): Text =>
    say(
      (f) => `${f.count(lowest)} of ${f.count(wanted)}: this machine carries less`,
      (f) => `${f.count(lowest)} sur ${f.count(wanted)} : cette machine en supporte moins`,
    ),
  byApplication: { en: 'failed by the application', fr: 'échecs dus à l’application' } satisfies Text,
  byApplicationValue: (n: number): Text =>
    say(
      (f) => `${f.count(n)}, all of them v3's planted answer`,
      (f) => `${f.count(n)}, tous de la réponse plantée dans v3`,
    ),
  byReleasing: { en: 'failed by releasing', fr: 'échecs dus aux mises en production' } satisfies Text,
  backwards: {
    en: 'people given the new version, then the old',
    fr: 'personnes revenues à l’ancienne version',
  } satisfies Text,
  mismatched: {
    en: "pages that met another release's api",
    fr: 'pages servies par l’api d’une autre version',
  } satisfies Text,
  everybody: { en: 'commit to everybody', fr: 'du commit à tout le monde' } satisfies Text,
  taken: {
    en: 'first bad answer to canary at 0 %',
    fr: 'de la première erreur au canari à 0 %',
  } satisfies Text,
  unknown: { en: 'not measured', fr: 'non mesuré' } satisfies Text,
  claims: {
    en: 'claims acknowledged, in the database',
    fr: 'demandes confirmées, en base',
  } satisfies Text,
  claimsValue: (
    acknowledged: number,
    stored: number,
    missing: readonly string[],
    doubled: readonly string[],
  ): Text =>
    say(
      (f) =>
        `${f.count(acknowledged)}, ${f.count(stored)}: ${missing.length === 0 ? 'none missing' : `MISSING ${missing.join('; ')}`}, ${doubled.length === 0 ? 'none doubled' : `DOUBLED ${doubled.join('; ')}`}`,
      (f) =>
        `${f.count(acknowledged)}, ${f.count(stored)} : ${missing.length === 0 ? 'aucune perdue' : `MANQUENT ${missing.join(' ; ')}`}, ${doubled.length === 0 ? 'aucune en double' : `EN DOUBLE ${doubled.join(' ; ')}`}`,
    ),
  ledger: { en: "the ledger's chain", fr: 'la chaîne du registre' } satisfies Text,
  whole: (entries: number): Text =>
    say(
      (f) => `${f.count(entries)} entries, each linked to the one before`,
      (f) => `${f.count(entries)} écritures, chacune liée à la précédente`,
    ),
  first: { en: 'the first of them', fr: 'les premiers' } satisfies Text,

  allHolds: (took: Ms): Text =>
    say(
      (f) => `All of it holds, ${f.duration(took)} after the start.`,
      (f) => `Tout est vérifié, ${f.duration(took)} après le début.`,
    ),
  notAll: (took: Ms): Text =>
    say(
      (f) => `Not all of it holds (✗), ${f.duration(took)} after the start.`,
      (f) => `Tout n’est pas vérifié (✗), ${f.duration(took)} après le début.`,
    ),
}

export const isLanguage = (word: string): word is Language => word === 'en' || word === 'fr'
