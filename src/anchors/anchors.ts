import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import type { Anchors } from '../ports/anchors.ts'
import { putInFile, readFromFile } from './file.ts'
import { othersInGit, putInGit, readFromGit } from './git.ts'

/** Anchors in files of the server and in git repositories. */
export const createAnchors = (folder: Pick<Folder, 'root'>): Anchors => {
  const root = join(folder.root, 'anchors')
  return {
    put: (place, ledger, head) =>
      'file' in place ? putInFile(place.file, head) : putInGit(root, place, ledger, head),
    others: (place, ledger) => ('file' in place ? Promise.resolve(0) : othersInGit(root, place, ledger)),
    read: (place, ledger) => ('file' in place ? readFromFile(place.file) : readFromGit(root, place, ledger)),
  }
}
