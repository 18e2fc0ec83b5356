import type { WrittenComponent } from './schema.ts'
import type { ComponentConfig } from './types.ts'
import type { MigrationPart, PrintedSql } from './types-migrations.ts'

type Said = NonNullable<WrittenComponent['migrations']>

const part = (said: Said['expand']): MigrationPart | undefined => {
  if (said === undefined) return undefined
  return Array.isArray(said) ? { folder: null, run: said } : { folder: said.folder ?? null, run: said.run }
}

const printed = (said: Said['sql']): { readonly sql?: PrintedSql } => {
  if (said === undefined) return {}
  return {
    sql: Array.isArray(said) ? { run: said, secrets: [] } : { run: said.run, secrets: said.secrets ?? [] },
  }
}

/** Left out where none are declared, as in files of earlier versions. */
export const migrationsFrom = (said: WrittenComponent['migrations']): Pick<ComponentConfig, 'migrations'> => {
  if (said === undefined) return {}
  const { folder = null, run } = said
  const expand = run === undefined ? part(said.expand) : { folder, run, ...printed(said.sql) }
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
