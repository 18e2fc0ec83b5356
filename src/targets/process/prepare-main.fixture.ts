import { layout } from '../../folder/layout.ts'
import { prepare } from './prepare.ts'
import { specOf } from './tree.fixture.ts'

/** Prepares a revision that keeps `data`, to be killed while it does. */
const [, , root = '', image = ''] = process.argv
process.stdout.write('begins\n')
await prepare(layout(root), specOf({ keep: [{ path: 'data', shared: false }] }), image)
