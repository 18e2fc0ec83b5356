import { chmodSync, closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { createAnchors } from '../anchors/anchors.ts'
import { createBuilder } from '../build/builder.ts'
import type { Parts } from '../engine/parts.ts'
import { writeDurably } from '../folder/durable.ts'
import type { Folder } from '../folder/layout.ts'
import { hostingService } from '../hosting/service.ts'
import { createGcNotify } from '../notify/gc-notify/notifier.ts'
import { createSlack } from '../notify/slack/notifier.ts'
import { createSmtp } from '../notify/smtp/notifier.ts'
import { createTeams } from '../notify/teams/notifier.ts'
import { createWebhook } from '../notify/webhook/notifier.ts'
import type { Supervision } from '../ports/supervision.ts'
import { httpProber } from '../prober/prober.ts'
import { migrations } from '../records/migrations.ts'
import type { Schema } from '../records/schema.ts'
import { createVault } from '../secrets/vault.ts'
import { GitKept } from '../source/git/kept.ts'
import { GitSource } from '../source/git/server.ts'
import { sqlReader } from '../sql/sql.ts'
import { openDatabase } from '../store/sqlite/open.ts'
import { connectSupervision } from '../supervisor/client.ts'
import { createProcessTarget } from '../targets/process/target.ts'
import { connectRouter } from '../traffic/proxy/client.ts'
import { createTranslator } from '../translator/translator.ts'
import { systemClock } from './clock.ts'
import { createIds } from './ids.ts'
import { thisPackage } from './package-root.ts'

export type Adapters = {
  readonly parts: Omit<Parts, 'heard' | 'trouble'>
  readonly supervision: Supervision
  /** Closes what was opened here, once the engine has stopped. */
  readonly close: () => Promise<void>
}

/** The one map of adapters: which of them stands behind each port of the engine. */
export const openAdapters = async (folder: Folder): Promise<Adapters> => {
  closeSync(openSync(folder.controlDatabase, 'a', 0o600))
  chmodSync(folder.controlDatabase, 0o600)
  const database = await openDatabase<Schema>({
    file: folder.controlDatabase,
    migrations,
    before: `${folder.controlDatabase}.before`,
  })
  const supervision = connectSupervision(folder.sockets.supervisor)
  const router = connectRouter(folder.sockets.proxy)
  const source = new GitSource({ repositories: folder.repositories })
  return {
    parts: {
      records: database.db,
      target: createProcessTarget({ folder, supervision, source }),
      router,
      signals: router,
      builder: createBuilder({ folder, supervision, source }),
      source,
      vault: createVault({ folder, supervision }),
      kept: new GitKept({ repositories: folder.repositories }),
      anchors: createAnchors(folder),
      archives: {
        keep: async (name, bytes) => {
          const path = join(folder.archives, name)
          await writeDurably(path, bytes)
          return path
        },
      },
      notifiers: {
        webhook: createWebhook(systemClock.now),
        slack: createSlack(),
        teams: createTeams(),
        smtp: createSmtp(),
        'gc-notify': createGcNotify(),
      },
      sql: sqlReader,
      hosting: hostingService,
      translator: createTranslator({ folder, supervision, source }),
      prober: httpProber,
      version: thisPackage.version,
      clock: systemClock,
      ids: createIds(systemClock.now),
    },
    supervision,
    close: async () => {
      supervision.close()
      router.close()
      await database.close()
    },
  }
}
