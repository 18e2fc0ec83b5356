/**
 * Where a link leads, followed part by part as a file system does it, other links of the tree included: false when
 * some part climbs above the root, starts at the machine's root, or goes round in circles. Paths are relative to the
 * root; `links` gives the target of every link by its path.
 */
export const staysInside = (links: ReadonlyMap<string, string>, path: string): boolean => {
  const here = path.split('/').slice(0, -1)
  const ahead = [path.split('/').at(-1) ?? '']
  for (let followed = 0; ahead.length > 0; ) {
    const part = ahead.shift() ?? ''
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (here.pop() === undefined) return false
      continue
    }
    const target = links.get([...here, part].join('/'))
    if (target === undefined) here.push(part)
    else {
      followed += 1
      if (target.startsWith('/') || followed > 40) return false
      ahead.unshift(...target.split('/'))
    }
  }
  return true
}
