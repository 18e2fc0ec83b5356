import { openFolder } from '../folder/open.ts'
import { openRepository, packFor, resolveCommit } from '../source/git/client.ts'
import { GitSource } from '../source/git/server.ts'
import { createBuilder } from './builder.ts'
import { directSupervision } from './supervision.fixture.ts'

/**
 * Builds components in a process of its own, so that a test may give it another clock, user or umask, or kill it:
 * `DATA REPOSITORY COMPONENT...`; a component's context is its name. Prints one digest a line, or the problem's code.
 */
const [data = '', repository = '', ...components] = process.argv.slice(2)
const folder = openFolder(data)
const source = new GitSource({ repositories: folder.repositories })
const opened = await openRepository(repository)
const commit = await resolveCommit(opened)
const { shallow, stream } = await packFor(opened, commit, [])
await source.receive('app', { commit, shallow }, stream)
const builder = createBuilder({ folder, source, supervision: directSupervision() })
console.log('ready')
for (const component of components) {
  const plan = { application: 'app', component, commit, context: component }
  const declared = { run: null, output: null, start: null, installScripts: [], within: 60_000 }
  try {
    const { image } = await builder.build({ ...plan, ...declared }, () => undefined)
    console.log(image)
  } catch (error) {
    console.log(error instanceof Error ? error.message.split(':')[0] : String(error))
  }
}
