import type { Place } from '../kernel/problem.ts'
import { type Path, readTree, type Source } from './yaml.ts'

/** Where a value stands in a text: its own place, or that of the nearest key above it that is written. */
export const placesIn = (source: Source): ((path: Path) => Place) => {
  const tree = readTree(source)
  return (path) => tree.at(path)
}

/** Where a text declares a component's secret for an environment: the environment's own line before the component's. */
export const secretPlaces = (
  source: Source,
): ((secret: { environment: string; component: string; name: string }) => Place) => {
  const tree = readTree(source)
  return ({ environment, component, name }) => {
    if (component === '') return tree.atKey(['secrets', name])
    const own = tree.atKey(['environments', environment, 'secrets', component, name])
    const above = tree.atKey(['environments', environment, 'secrets', component, ''])
    const overridden = own.line !== above.line || own.column !== above.column
    return overridden ? own : tree.atKey(['components', component, 'secrets', name])
  }
}
