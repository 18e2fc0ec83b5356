import { type GitEnvironment, runGit } from './git.ts'

const coAuthor = /^\s*co-authored-by:\s*(.*?)\s*<([^<>\s]+)>\s*$/gim

const plain = (words: string): string =>
  words
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200)

/**
 * Every author, committer and co-author of the commits that `commit` contains and `since` does not; of null those of
 * the commit alone. Names and addresses as the commits have them: no mailmap of the candidate rules who wrote it.
 */
export const authorsIn = async (
  environment: GitEnvironment,
  commit: string,
  since: string | null,
): Promise<readonly { readonly name: string; readonly email: string }[]> => {
  const range = since === null ? ['-1', commit] : [commit, `^${since}`]
  const out = await runGit({
    args: ['log', '-z', '--no-color', '--no-mailmap', '--format=%an%n%ae%n%cn%n%ce%n%B', ...range, '--'],
    environment,
  })
  const found = new Map<string, { readonly name: string; readonly email: string }>()
  const add = (name: string, email: string): void => {
    const address = plain(email).toLowerCase()
    if (address !== '' && !found.has(address)) found.set(address, { name: plain(name), email: address })
  }
  for (const entry of out.toString('utf8').split('\0')) {
    const [author = '', mail = '', committer = '', its = '', ...message] = entry
      .replace(/^\n/, '')
      .split('\n')
    add(author, mail)
    add(committer, its)
    for (const [, name = '', email = ''] of message.join('\n').matchAll(coAuthor)) add(name, email)
  }
  return [...found.values()]
}
