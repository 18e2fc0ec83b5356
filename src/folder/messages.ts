import { ProblemError } from '../kernel/problem.ts'
import { say } from '../kernel/text.ts'

const reasonOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException | undefined)?.code ??
  (error instanceof Error ? error.message : String(error))

/** `disk-full` or `not-writable`, from what the system answered. */
export const notWritten = (path: string, error: unknown): ProblemError => {
  const reason = reasonOf(error)
  if (reason === 'ENOSPC' || reason === 'EDQUOT') return diskFull(path, error)
  return new ProblemError(
    {
      code: 'not-writable',
      kind: 'unavailable',
      message: say(
        () => `${path} cannot be written (${reason})`,
        () => `Impossible d’écrire dans ${path} (${reason})`,
      ),
      place: { file: path },
      expected: say(
        () => 'a folder that the current user owns and may write',
        () => 'un dossier qui appartient à l’utilisateur courant et où il peut écrire',
      ),
      todo: say(
        () => 'set ECLUSE_DATA to another folder, or change the owner or the mode of this one',
        () =>
          'indiquez un autre dossier par ECLUSE_DATA, ou changez le propriétaire ou les droits de celui-ci',
      ),
    },
    error,
  )
}

const diskFull = (path: string, error: unknown): ProblemError =>
  new ProblemError(
    {
      code: 'disk-full',
      kind: 'unavailable',
      message: say(
        () => `no space left on the disk to write ${path}; what was written before still stands`,
        () => `Plus d’espace sur le disque pour écrire ${path} ; ce qui était écrit auparavant demeure`,
      ),
      place: { file: path },
      expected: say(
        () => 'free space on the disk of the data folder',
        () => 'de l’espace libre sur le disque du dossier de données',
      ),
      todo: say(
        () => 'free some space: it goes on by itself',
        () => 'libérez de l’espace : la suite se fait d’elle-même',
      ),
    },
    error,
  )

export const newerFolder = (root: string, found: number, known: number): ProblemError =>
  new ProblemError({
    code: 'newer-folder',
    kind: 'conflict',
    message: say(
      () =>
        `the data folder ${root} was written by a newer Écluse (layout ${found}, this one knows ${known})`,
      () =>
        `Le dossier de données ${root} a été écrit par une version plus récente d’Écluse (format ${found}, celle-ci connaît ${known})`,
    ),
    place: { file: root },
    expected: say(
      () => `a data folder of layout ${known} or older`,
      () => `un dossier de données au format ${known} ou antérieur`,
    ),
    todo: say(
      () => 'use the newer Écluse, or another data folder',
      () => 'utilisez la version plus récente d’Écluse, ou un autre dossier de données',
    ),
  })

export const runtimeFolderTaken = (path: string): ProblemError =>
  new ProblemError({
    code: 'runtime-folder-taken',
    kind: 'unavailable',
    message: say(
      () => `${path}, needed because the data folder's path is too long for sockets, is not ours alone`,
      () =>
        `${path}, nécessaire parce que le chemin du dossier de données est trop long pour des sockets, n’est pas à nous seuls`,
    ),
    place: { file: path },
    expected: say(
      () => 'a folder of the current user with mode 0700',
      () => 'un dossier de l’utilisateur courant avec les droits 0700',
    ),
    todo: say(
      () => 'remove it, or use a data folder with a shorter path',
      () => 'supprimez-le, ou utilisez un dossier de données au chemin plus court',
    ),
  })
