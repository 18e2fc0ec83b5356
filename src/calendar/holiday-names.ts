import type { Text } from '../kernel/text.ts'

const name = (en: string, fr: string): Text => ({ en, fr })

/** What the statutes call their days, in both languages. */
export const holidayNames = {
  newYear: name('New Year’s Day', 'jour de l’An'),
  family: name('Family Day', 'jour de la Famille'),
  louisRiel: name('Louis Riel Day', 'journée Louis-Riel'),
  islander: name('Islander Day', 'fête des Insulaires'),
  heritage: name('Nova Scotia Heritage Day', 'fête du Patrimoine de la Nouvelle-Écosse'),
  goodFriday: name('Good Friday', 'Vendredi saint'),
  easterMonday: name('Easter Monday', 'lundi de Pâques'),
  victoria: name('Victoria Day', 'fête de Victoria'),
  patriots: name('National Patriots’ Day', 'Journée nationale des patriotes'),
  indigenous: name('National Indigenous Peoples Day', 'Journée nationale des peuples autochtones'),
  quebec: name('Quebec’s National Holiday', 'fête nationale du Québec'),
  canada: name('Canada Day', 'fête du Canada'),
  memorial: name('Memorial Day', 'jour du Souvenir de Terre-Neuve (Memorial Day)'),
  nunavut: name('Nunavut Day', 'jour du Nunavut'),
  civic: name('Civic Holiday', 'congé civique'),
  britishColumbia: name('British Columbia Day', 'fête de la Colombie-Britannique'),
  saskatchewan: name('Saskatchewan Day', 'fête de la Saskatchewan'),
  newBrunswick: name('New Brunswick Day', 'fête du Nouveau-Brunswick'),
  discovery: name('Discovery Day', 'jour de la Découverte'),
  labour: name('Labour Day', 'fête du Travail'),
  mourning: name(
    'National Day of Mourning for Queen Elizabeth II',
    'jour de deuil national pour la reine Elizabeth II',
  ),
  truth: name(
    'National Day for Truth and Reconciliation',
    'Journée nationale de la vérité et de la réconciliation',
  ),
  orangeShirt: name('Orange Shirt Day', 'jour du chandail orange'),
  thanksgiving: name('Thanksgiving Day', 'jour de l’Action de grâce'),
  remembrance: name('Remembrance Day', 'jour du Souvenir'),
  christmas: name('Christmas Day', 'jour de Noël'),
  boxing: name('Boxing Day', 'lendemain de Noël'),
} as const
