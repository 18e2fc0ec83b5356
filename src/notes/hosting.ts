/** Where the repository is hosted: addresses of issues, pull requests and commits follow from it. */
export type Hosting = { readonly kind: 'github' | 'gitlab'; readonly url: string }

const paths: Readonly<Record<Hosting['kind'], Readonly<Record<'issue' | 'pull' | 'commit', string>>>> = {
  // GitHub leads from an issue's address to the pull request of that number.
  github: { issue: 'issues', pull: 'pull', commit: 'commit' },
  gitlab: { issue: '-/issues', pull: '-/merge_requests', commit: '-/commit' },
}

/** The address of an issue, a pull request or a commit; null where hosting is unknown. */
export const linkOf = (
  hosting: Hosting | null,
  kind: 'issue' | 'pull' | 'commit',
  what: string,
): string | null =>
  hosting === null ? null : `${hosting.url}/${paths[hosting.kind][kind]}/${encodeURIComponent(what)}`

/** Hosting by the address of a remote: `git@github.com:o/r.git`, `https://gitlab.com/g/s/r`; null elsewhere. */
export const hostingOf = (remote: string): Hosting | null => {
  const found =
    /^(?:(?<scheme>https?|ssh|git):\/\/(?:[^/@]+@)?|[\w.-]+@)(?<name>[\w.-]+)(?<port>:\d+)?[:/](?<path>[\w.~-]+(?:\/[\w.~-]+)+?)\/?$/iu.exec(
      remote.trim(),
    )?.groups
  const { scheme = '', name, port = '', path } = found ?? {}
  if (name === undefined || path === undefined) return null
  // Both services also take ssh on port 443, under names of its own.
  const host = name.toLowerCase().replace(/^(?:alt)?ssh\.(?=git(?:hub|lab)\.)/u, '')
  // Where the pages are is known only of an address for browsers.
  const web = /^http/iu.test(scheme) ? `${scheme.toLowerCase()}://${host}${port}` : `https://${host}`
  const kind = /(?:^|\.)github\./u.test(host) ? 'github' : /(?:^|\.)gitlab\./u.test(host) ? 'gitlab' : null
  return kind === null ? null : { kind, url: `${web}/${path.replace(/\.git$/u, '')}` }
}
