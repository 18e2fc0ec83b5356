import { randomBytes } from 'node:crypto'
import type { Folder } from '../folder/layout.ts'
import type { Supervision } from '../ports/supervision.ts'
import type { Vault } from '../ports/vault.ts'
import { keysToSeal, readKeys } from './key.ts'
import { readSecretFile } from './read-file.ts'
import { runSecretCommand } from './run-command.ts'
import { digestOf, nonceBytes, seal, unseal } from './seal.ts'
import { checkValue } from './value.ts'

/** The secrets of a data folder; the key is made with the first of them. */
export const createVault = (options: {
  readonly folder: Folder
  readonly supervision: Supervision
}): Vault => {
  const { folder, supervision } = options
  return {
    seal: async (place, value) => {
      checkValue(place, value)
      const keys = keysToSeal(folder)
      return {
        digest: digestOf(keys, place, value),
        sealed: seal(keys, place, value, randomBytes(nonceBytes)),
      }
    },
    open: (sealed) => unseal(readKeys(folder), sealed),
    read: (place, source) =>
      source.from === 'file'
        ? readSecretFile(folder, place, source.file)
        : runSecretCommand({ folder, supervision }, place, source.command),
  }
}
