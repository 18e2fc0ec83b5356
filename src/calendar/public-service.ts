import { theDay } from './dates.ts'
import { holidayNames as names } from './holiday-names.ts'
import { jurisdictions } from './jurisdictions.ts'
import { easterMonday, fixed, nthMonday, type OneOff, type Row, type Rule, rulesOf } from './rules.ts'

/** The days that the Government of Canada's own staff has: those of the Code, and two of its agreements. */
const agreement =
  'Program and Administrative Services collective agreement, art 30.01 (days as such agreements list them; clause unchecked)'

const publicService = (civic: Row): readonly Rule[] => [
  ...(jurisdictions['CA-federal'] ?? []),
  ...rulesOf(agreement, [[names.easterMonday, easterMonday], civic]),
]

/** Of the area's own civic holiday: the first Monday of August where it has none of its own. */
export const publicServices: Readonly<Record<string, readonly Rule[]>> = {
  'CA-federal-public-service': publicService([names.civic, nthMonday(1, 8)]),
  'CA-federal-public-service/QC': publicService([names.quebec, fixed(6, 24)]),
  'CA-federal-public-service/YT': publicService([names.discovery, nthMonday(3, 8)]),
}

export const oneOffs: readonly OneOff[] = [
  {
    day: theDay(2022, 9, 19),
    name: names.mourning,
    // The federal government's was for its own staff; the Code's employers were left to follow, and six others did.
    scope: ['CA-BC', 'CA-NB', 'CA-NL', 'CA-NS', 'CA-PE', 'CA-YT', ...Object.keys(publicServices)],
    source:
      'Announced by the Prime Minister on 13 September 2022, for the federal public service; then by each province or territory for its own, in most of them for the public sector and schools alone',
  },
]
