import { join, say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const noCalendar: Text = text('always open: no calendar', 'toujours ouvert : aucun calendrier')
export const opens = (at: Text): Text =>
  text(`it starts by itself on ${at.en}`, `elle part d’elle-même le ${at.fr}`)
export const doesNotFit = (takes: Ms, closes: Text | null, starts: boolean): Text =>
  say(
    (f) =>
      `${starts ? 'its steps need' : 'what is left of its steps needs'} ${f.duration(takes)}, and the window closes ${closes === null ? 'before' : `on ${closes.en}`}`,
    (f) =>
      `${starts ? 'ses étapes demandent' : 'ce qui reste de ses étapes demande'} ${f.duration(takes)}, et la fenêtre se ferme ${closes === null ? 'avant' : `le ${closes.fr}`}`,
  )
export const fitsNowhere = (takes: Ms, longest: Ms): Text =>
  say(
    (f) =>
      `its steps need ${f.duration(takes)}, and no window of the next 28 days is that long: the longest has ${f.duration(longest)}`,
    (f) =>
      `ses étapes demandent ${f.duration(takes)}, et aucune fenêtre des 28 prochains jours n’est aussi longue : la plus longue a ${f.duration(longest)}`,
  )
export const frozenForGood = (why: readonly Text[]): Text =>
  why.length === 0
    ? text('it is frozen until somebody thaws it', 'c’est gelé jusqu’au dégel')
    : join(why, '; ')
export const thawIt: Text = text(
  'ecluse thaw, or ecluse override calendar --why REASON',
  'ecluse thaw, ou ecluse override calendar --why RAISON',
)
export const shorten: Text = text(
  'shorten `at-least` or `steps`, or open a longer window',
  'raccourcissez `at-least` ou `steps`, ou ouvrez une fenêtre plus longue',
)

export const loosensLine = (key: string, before: string, after: string): Text =>
  text(`loosens: ${key}: ${before} -> ${after}`, `assouplit : ${key} : ${before} -> ${after}`)
export const tightensLine = (keys: readonly string[]): Text =>
  say(
    (f) => `${f.list(keys)}: tightened; it holds from the next release on`,
    (f) => `${f.list(keys)} : resserré ; cela vaut à partir de la version suivante`,
  )
export const loosensNothing: Text = text(
  'it loosens nothing of the policy in force',
  'elle n’assouplit rien de la politique en vigueur',
)
export const firstRelease: Text = text(
  'a first release: its own policy rules it',
  'une première version : sa propre politique la régit',
)
export const adminNeeded: Text = text(
  'nobody may sign here: an administrator has to approve it',
  'personne ne peut signer ici : un administrateur doit approuver',
)
export const adminApproved = (by: string): Text =>
  text(`approved by ${by}, unsigned`, `approuvé par ${by}, sans signature`)
export const floorUnread = (file: string): Text =>
  text(
    `the server’s policy ${file} cannot be read: nothing starts`,
    `la politique du serveur ${file} ne peut être lue : rien ne commence`,
  )
export const mendFloor: Text = text(
  'mend the file, then: ecluse server --policy FILE',
  'corrigez le fichier, puis : ecluse server --policy FICHIER',
)
export const overridden = (gate: string, by: string, why: string, signed: boolean): Text =>
  text(
    `${gate} overridden by ${by}${signed ? '' : ', unsigned'}: ${why}`,
    `${gate} : outrepassé par ${by}${signed ? '' : ', sans signature'} : ${why}`,
  )
export const none: Text = text('none', 'aucun')
