import type { Code } from '../../kernel/codes.ts'
import { type Problem, ProblemError, type ProblemKind } from '../../kernel/problem.ts'
import { say, type Text } from '../../kernel/text.ts'

const problem = (
  code: Code,
  kind: ProblemKind,
  message: Text,
  more: { file?: string; expected?: Text; todo?: Text; cause?: unknown } = {},
): ProblemError =>
  new ProblemError(
    {
      code,
      kind,
      message,
      ...(more.file === undefined ? {} : { place: { file: more.file } }),
      ...(more.expected === undefined ? {} : { expected: more.expected }),
      ...(more.todo === undefined ? {} : { todo: more.todo }),
    },
    more.cause,
  )

/** Several refusals of one tree as one error; the first ten are named. */
export const together = (errors: readonly ProblemError[]): ProblemError => {
  const problems: Problem[] = errors.flatMap((error) => error.problems)
  return new ProblemError(problems.slice(0, 10))
}

const text = (en: string, fr: string): Text => ({ en, fr })
const short = (commit: string): string => (commit.length >= 40 ? commit.slice(0, 12) : commit)

export const gitMissing = (cause: unknown): ProblemError =>
  problem('git-missing', 'unavailable', text('git is not installed', 'git n’est pas installé'), {
    expected: text('the git command on PATH', 'la commande git dans PATH'),
    todo: text(
      'install git, for example: apt-get install git',
      'installez git, par exemple : apt-get install git',
    ),
    cause,
  })

export const gitFailed = (args: readonly string[], said: string): ProblemError => {
  const why = said.split('\n').slice(-3).join(' ')
  return problem(
    'git-failed',
    'failed',
    text(`git ${args[0] ?? ''} failed: ${why}`, `git ${args[0] ?? ''} a échoué : ${why}`),
  )
}

export const notARepository = (folder: string): ProblemError =>
  problem(
    'not-a-repository',
    'usage',
    text(`${folder} is not in a git repository`, `${folder} n’est pas dans un dépôt git`),
    {
      file: folder,
      expected: text(
        'a folder of a git repository with a commit',
        'un dossier d’un dépôt git avec un commit',
      ),
      todo: text('run: git init && git add . && git commit', 'lancez : git init && git add . && git commit'),
    },
  )

export const emptyRepository = (folder: string): ProblemError =>
  problem(
    'empty-repository',
    'usage',
    text('this repository has no commit yet', 'ce dépôt n’a pas encore de commit'),
    {
      file: folder,
      expected: text(
        'at least one commit: only what is committed is shipped',
        'au moins un commit : seul ce qui est validé est livré',
      ),
      todo: text('run: git add . && git commit', 'lancez : git add . && git commit'),
    },
  )

export const sha256Repository = (folder: string): ProblemError =>
  problem(
    'sha256-repository',
    'usage',
    text('this repository names its objects with SHA-256', 'ce dépôt nomme ses objets par SHA-256'),
    {
      file: folder,
      expected: text(
        'a repository with SHA-1 object names, git’s default',
        'un dépôt dont les objets sont nommés par SHA-1, comme git le fait par défaut',
      ),
      todo: text(
        'ship from a repository made with: git init --object-format=sha1',
        'livrez depuis un dépôt créé par : git init --object-format=sha1',
      ),
    },
  )

export const unknownCommit = (ref: string, shallow = false): ProblemError =>
  problem(
    'unknown-commit',
    'not-found',
    text(`no commit is named ${short(ref)} here`, `aucun commit ne s’appelle ${short(ref)} ici`),
    {
      expected: text(
        'a branch, a tag or a commit id of this repository',
        'une branche, une étiquette ou un identifiant de commit de ce dépôt',
      ),
      todo: shallow
        ? text(
            'this clone is shallow; run: git fetch --unshallow',
            'ce clone est superficiel ; lancez : git fetch --unshallow',
          )
        : text('look for it with: git log --all --oneline', 'cherchez-le avec : git log --all --oneline'),
    },
  )

export const notACommit = (ref: string, kind: string): ProblemError =>
  problem(
    'not-a-commit',
    'usage',
    text(`${short(ref)} is a ${kind}, not a commit`, `${short(ref)} est un objet « ${kind} », pas un commit`),
    {
      expected: text(
        'a branch, a tag or a commit id',
        'une branche, une étiquette ou un identifiant de commit',
      ),
    },
  )

export const badCommitId = (commit: string): ProblemError =>
  problem(
    'bad-commit-id',
    'usage',
    text(
      `“${commit.slice(0, 80)}” is not a commit id`,
      `« ${commit.slice(0, 80)} » n’est pas un identifiant de commit`,
    ),
    {
      expected: text('40 lower-case hexadecimal digits', '40 chiffres hexadécimaux en minuscules'),
    },
  )

export const badApplicationName = (name: string): ProblemError =>
  problem(
    'bad-application-name',
    'usage',
    text(
      `“${name.slice(0, 80)}” cannot name an application`,
      `« ${name.slice(0, 80)} » ne peut pas nommer une application`,
    ),
    {
      expected: text(
        'letters, digits, dots, hyphens and underscores, a letter or digit first',
        'des lettres, chiffres, points, traits d’union et soulignés, une lettre ou un chiffre d’abord',
      ),
    },
  )

export const badFolder = (folder: string): ProblemError =>
  problem(
    'bad-folder',
    'usage',
    text(`the folder “${folder}” leaves the repository`, `le dossier « ${folder} » sort du dépôt`),
    {
      expected: text(
        'a folder inside the repository, or . for its root',
        'un dossier du dépôt, ou . pour sa racine',
      ),
    },
  )

export const folderMissing = (folder: string, commit: string): ProblemError =>
  problem(
    'folder-missing',
    'not-found',
    text(
      `the commit ${short(commit)} has no folder ${folder}`,
      `le commit ${short(commit)} n’a pas de dossier ${folder}`,
    ),
    {
      file: folder,
      todo: text(
        'commit the folder, or correct build.context',
        'validez le dossier, ou corrigez build.context',
      ),
    },
  )

export const submodule = (path: string): ProblemError =>
  problem('submodule', 'usage', text(`${path} is a submodule`, `${path} est un sous-module`), {
    file: path,
    expected: text(
      'files of this repository: submodules are not shipped',
      'des fichiers de ce dépôt : les sous-modules ne sont pas livrés',
    ),
    todo: text(
      'take its content in as files, or as a package of the lockfile',
      'intégrez son contenu comme fichiers, ou comme paquet du fichier de verrouillage',
    ),
  })

export const lfsPointer = (path: string): ProblemError =>
  problem(
    'lfs-pointer',
    'usage',
    text(
      `${path} is a Git LFS pointer, not the file itself`,
      `${path} est un pointeur Git LFS, pas le fichier lui-même`,
    ),
    {
      file: path,
      expected: text('the file’s own content in the commit', 'le contenu même du fichier dans le commit'),
      todo: text(
        'commit the file without LFS (git lfs migrate export), or fetch it in the build',
        'validez le fichier sans LFS (git lfs migrate export), ou chargez-le pendant la construction',
      ),
    },
  )

export const linkLeaves = (path: string, target: string): ProblemError =>
  problem(
    'link-leaves',
    'usage',
    text(
      `the symbolic link ${path} leads out of the tree, to ${target}`,
      `le lien symbolique ${path} sort de l’arbre, vers ${target}`,
    ),
    {
      file: path,
      expected: text(
        'a relative link to something inside the component’s folder',
        'un lien relatif vers le dossier du composant',
      ),
      todo: text('replace the link by the file', 'remplacez le lien par le fichier'),
    },
  )

export const unsafePath = (path: string): ProblemError =>
  problem(
    'unsafe-path',
    'usage',
    text(`the tree holds a name that is not allowed: ${path}`, `l’arbre contient un nom interdit : ${path}`),
    {
      file: path,
      expected: text(
        'no name that is empty, “.”, “..” or “.git”, in any case of letters',
        'aucun nom vide, « . », « .. » ou « .git », quelle que soit la casse',
      ),
    },
  )

export const fileTooLarge = (path: string, size: number, limit: number): ProblemError =>
  problem(
    'file-too-large',
    'usage',
    say(
      (f) =>
        `${path} has ${f.count(Math.ceil(size / 1_048_576))} MiB; a file may have ${f.count(limit / 1_048_576)} MiB`,
      (f) =>
        `${path} fait ${f.count(Math.ceil(size / 1_048_576))} Mio ; la limite par fichier est de ${f.count(limit / 1_048_576)} Mio`,
    ),
    {
      file: path,
      todo: text(
        'keep it out of the commit: fetch it in the build, or put it in a kept folder',
        'gardez-le hors du commit : chargez-le à la construction, ou mettez-le dans un dossier conservé',
      ),
    },
  )

export const treeTooLarge = (bytes: number): ProblemError =>
  problem(
    'tree-too-large',
    'usage',
    say(
      (f) => `the files of the commit have more than ${f.count(bytes / 1_048_576)} MiB together`,
      (f) => `les fichiers du commit dépassent ensemble ${f.count(bytes / 1_048_576)} Mio`,
    ),
  )

export const treeTooMany = (entries: number): ProblemError =>
  problem(
    'tree-too-large',
    'usage',
    say(
      (f) => `the commit has more than ${f.count(entries)} files`,
      (f) => `le commit a plus de ${f.count(entries)} fichiers`,
    ),
  )

export const badPack = (commit: string, said: string): ProblemError => {
  const why = said
    .split('\n')
    .filter((line) => /^(error|fatal):/.test(line))
    .map((line) => line.replace(/^(error|fatal): /, ''))
    .slice(0, 2)
    .join('; ')
  return problem(
    'bad-pack',
    'usage',
    text(`the objects sent are refused: ${why}`, `les objets envoyés sont refusés : ${why}`),
    {
      file: short(commit),
      expected: text('a whole and sound pack of the commit', 'un paquet complet et sain du commit'),
      todo: text('check the repository with: git fsck', 'vérifiez le dépôt avec : git fsck'),
    },
  )
}

export const packTooLarge = (limit: number): ProblemError =>
  problem(
    'pack-too-large',
    'usage',
    say(
      (f) => `the history sent has more than ${f.count(limit / 1_048_576)} MiB`,
      (f) => `l’historique envoyé dépasse ${f.count(limit / 1_048_576)} Mio`,
    ),
    {
      todo: text(
        'ship from a shallow clone: git clone --depth 1',
        'livrez depuis un clone superficiel : git clone --depth 1',
      ),
    },
  )

export const notConnected = (commit: string): ProblemError =>
  problem(
    'pack-incomplete',
    'usage',
    text(
      `objects of the commit ${short(commit)} are missing in what was sent`,
      `il manque des objets du commit ${short(commit)} dans l’envoi`,
    ),
    {
      file: short(commit),
      expected: text(
        'every object of the commit, or a base that the server has',
        'tous les objets du commit, ou une base que le serveur possède',
      ),
      todo: text(
        'check the repository with: git fsck --connectivity-only',
        'vérifiez le dépôt avec : git fsck --connectivity-only',
      ),
    },
  )

export const notEmpty = (folder: string): ProblemError =>
  problem('folder-not-empty', 'conflict', text(`${folder} is not empty`, `${folder} n’est pas vide`), {
    file: folder,
  })
