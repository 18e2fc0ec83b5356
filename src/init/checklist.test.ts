import { describe, expect, it } from 'vitest'
import { readChecklist } from '../config/read-checklist.ts'
import { checklistName, proposedChecklist, proposedRoles } from './checklist.ts'

describe('the checklist that is proposed', () => {
  it('can be used as it is, where somebody has its roles', () => {
    const { items } = readChecklist(
      { file: checklistName, text: proposedChecklist() },
      { components: [], gates: ['tested'], roles: proposedRoles },
    )
    expect(items.map(({ when }) => when)).toEqual(expect.arrayContaining(['before', 'during', 'after']))
    for (const { title, help } of items) {
      expect(title.en).not.toBe(title.fr)
      expect(help?.en).not.toBe(help?.fr)
    }
    expect(items.find(({ name }) => name === 'tests-passed')?.answer).toEqual({ by: 'gate', gate: 'tested' })
  })
})
