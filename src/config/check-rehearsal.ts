import type { Problem } from '../kernel/problem.ts'
import { problem } from './messages.ts'
import { isOrderOfFile } from './resolve.ts'
import type { Written } from './schema.ts'
import type { Tree } from './yaml.ts'

const rehearsesForNobody = (name: string): Problem =>
  problem(
    'rehearsal-without-next',
    `no environment comes after ${name}: people there would be taken back for practice, and nothing waits for it`,
    `aucun environnement ne suit ${name} : les gens y seraient ramenés pour s’exercer, et rien ne l’attend`,
    {
      expected: {
        en: '`rehearse-rollback` in an environment that another comes after',
        fr: '`rehearse-rollback` dans un environnement qu’un autre suit',
      },
      todo: {
        en: 'move it to the environment before, such as staging',
        fr: 'déplacez-le dans l’environnement d’avant, par exemple staging',
      },
    },
  )

const loadNowhere = (): Problem =>
  problem(
    'rehearsal-load-nowhere',
    'every component is a static site: no image holds a program that could send the requests of `load`',
    'chaque composant est un site statique : aucune image ne contient de programme qui puisse envoyer les requêtes de `load`',
    {
      expected: { en: '`probes` alone', fr: '`probes` seulement' },
      todo: {
        en: 'take `load` out, and name what is asked in `probes`',
        fr: 'retirez `load`, et nommez dans `probes` ce qui est demandé',
      },
    },
  )

/** A rehearsal is for the environments that come after, never for the people of the last. */
export const checkRehearsal = (
  { environments, components }: Pick<Written, 'environments' | 'components'>,
  tree: Tree,
): Problem[] => {
  const sites = Object.values(components).every((one) => one?.static !== undefined)
  const names = Object.keys(environments)
  const byOrder = isOrderOfFile(environments)
  const followed = new Set(
    byOrder ? names.slice(0, -1) : Object.values(environments).flatMap(({ after }) => after ?? []),
  )
  return Object.entries(environments).flatMap(([name, said]) => {
    const rehearsal = said['rehearse-rollback']
    if (rehearsal === undefined) return []
    const at = ['environments', name, 'rehearse-rollback']
    const nowhere = sites && rehearsal !== true && rehearsal.load !== undefined
    return [
      ...(followed.has(name) ? [] : [{ ...rehearsesForNobody(name), place: tree.atKey(at) }]),
      ...(nowhere ? [{ ...loadNowhere(), place: tree.atKey([...at, 'load']) }] : []),
    ]
  })
}
