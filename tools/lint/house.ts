import { importProblems } from './imports.ts'
import type { Problem, SourceFile } from './problem.ts'
import { purityProblems } from './purity.ts'
import { readmeProblems, shapeProblems, strayProblems } from './shape.ts'

/** Every broken rule of the house, by file and line. Takes the code and the READMEs, paths from the root. */
export const checkHouse = (files: readonly SourceFile[]): readonly Problem[] => {
  const code = files.filter((file) => /\.(ts|mjs)$/.test(file.path))
  const readmes = new Map(
    files.filter((file) => file.path.endsWith('.md')).map(({ path, text }) => [path, text]),
  )
  const paths = code.map((file) => file.path)
  const problems = [
    ...code.flatMap((file) => [...importProblems(file), ...purityProblems(file), ...shapeProblems(file)]),
    ...readmeProblems(paths, readmes),
    ...strayProblems(paths),
  ]
  return problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
}
