import type { WrittenComponent } from './schema.ts'
import type { ComponentConfig } from './types.ts'
import type { MigrationPart } from './types-migrations.ts'

type Said = NonNullable<WrittenComponent['migrations']>

const part = (said: Said['expand']): MigrationPart | undefined => {
  if (said === undefined) return undefined
  return Array.isArray(said) ? { folder: null, run: said } : { folder: said.folder ?? null, run: said.run }
}

/** Left out where none are declared, as in files of earlier versions. */
export const migrationsFrom = (said: WrittenComponent['migrations']): Pick<ComponentConfig, 'migrations'> => {
  if (said === undefined) return {}
  const expand = said.run === undefined ? part(said.expand) : { folder: said.folder ?? null, run: said.run }
  const contract = part(said.contract)
  return {
    migrations: {
      dialect: said.dialect ?? 'postgresql',
      ...(expand === undefined ? {} : { expand }),
      ...(contract === undefined ? {} : { contract }),
      ...(said.database === undefined ? {} : { database: said.database }),
      within: said.within ?? 600_000,
    },
  }
}
