import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What one instance wrote: the file that is written now, and those that rotation copied away, newest first. */
export type Output = {
  readonly instance: string
  readonly current: string
  readonly rotated: readonly string[]
}

const byNumber = new Intl.Collator('en', { numeric: true })

/** The outputs in a folder of `INSTANCE.log` and `INSTANCE.log.N`, in the order in which instances were started. */
export const outputsIn = async (folder: string): Promise<readonly Output[]> => {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const found = new Map<string, { readonly name: string; readonly age: number }[]>()
  for (const name of names) {
    const [, instance, age] = /^(.+)\.log(?:\.(\d+))?$/.exec(name) ?? []
    if (instance === undefined) continue
    const parts = found.get(instance) ?? []
    parts.push({ name, age: Number(age ?? 0) })
    found.set(instance, parts)
  }
  return [...found]
    .toSorted(([left], [right]) => byNumber.compare(left, right))
    .map(([instance, parts]) => ({
      instance,
      current: join(folder, `${instance}.log`),
      rotated: parts
        .filter((part) => part.age > 0)
        .toSorted((left, right) => left.age - right.age)
        .map((part) => join(folder, part.name)),
    }))
}

/** The copies that rotation made of an output, as they stand now. */
export const copiesOf = async (output: Output): Promise<readonly string[]> =>
  (await outputsIn(dirname(output.current))).find((one) => one.instance === output.instance)?.rotated ?? []
