/**
 * The gates of a release with 50 components, 30 items of a checklist and 20 approvals, all of them signed by real keys:
 * from the question `why` to its answer, over real SQLite. `node bench/gates.ts [SCALE]`. Goal: 50 ms.
 */
import { ann, stage } from '../src/engine/engine.fixture.ts'
import { statementText } from '../src/identity/statement.ts'
import { keyRing } from '../src/policy/people.fixture.ts'
import { printLine, quantile, say, times } from './print-line.ts'

const [components, items, approvals] = [50, 30, 20]
const here = { application: 'shop', environment: 'production' }
const rounds = times(50, 5)

const names = Array.from({ length: components }, (_, index) => `part-${index}`)
const people = Array.from({ length: approvals }, (_, index) => `person-${index}`)
const ring = keyRing(people)

const config = `application: shop
components:
${names.map((name) => `  ${name}: { ready: { path: /ready, within: 10s } }`).join('\n')}
routes: [{ path: /, component: part-0 }]
environments:
  production:
    listen: 127.0.0.1:8080
    watch: { for: 3s }
    calendar: { time-zone: America/Toronto, open: Mon-Sun 00:00-24:00, working-days: Mon-Sun, holidays: [CA-federal, CA-ON], eve-closes: "00:01" }
    approvals: { approver: ${approvals} }
    approvers: approvers
    checklist: release-checklist.yaml
`
const checklist = `items:
${Array.from({ length: items }, (_, index) => `  item-${index}: { title: Item ${index}, owner: approver, kind: person }`).join('\n')}
`

const on = await stage()
try {
  await on.engine.start()
  const content = {
    ...Object.fromEntries(names.map((name) => [name, '1'])),
    approvers: people.map((name) => ring.line(name, 'approver')).join('\n'),
    'release-checklist.yaml': checklist,
  }
  on.commit('a', { config, content })
  const shipped = await on.ship('a')
  if (shipped.kind === 'already-live') throw new Error('it is live already')
  await on.clock.until(async () => (await on.engine.candidate(shipped.candidate)).stage === 'queued')
  const asked = await on.engine.policy.asked({ ...here, candidate: null, canary: false })
  const manifest = asked.manifest
  if (manifest === null) throw new Error('it is not built')
  const state = async (who: string, action: 'approve' | 'sign-off', item: string | null) => {
    const text = statementText({
      format: 'ecluse-statement/1',
      ...here,
      action,
      item,
      manifest,
      loosens: asked.loosens,
      role: null,
      note: 'measured',
      signedAt: asked.now,
      expires: asked.now + 86_400_000,
    })
    await on.engine.policy.state({ ...here, text, signature: ring.sign(who, text) }, ann, false)
  }
  // One of each stays open: nothing starts while it is measured.
  for (const who of people.slice(1)) await state(who, 'approve', null)
  for (let index = 1; index < items; index += 1)
    await state(people[index % approvals] ?? '', 'sign-off', `item-${index}`)
  const spent: number[] = []
  for (let n = 0; n < rounds; n += 1) {
    const from = performance.now()
    const view = await on.engine.why({ ...here, release: null })
    spent.push(performance.now() - from)
    if (view.gates.length === 0) throw new Error('no gate was read')
  }
  const what = `${components} components, ${items} items, ${approvals} approvals`
  printLine('gates', `${what}, p50`, quantile(spent, 0.5), 'ms', { atMost: 50 })
  printLine('gates', `${what}, p95`, quantile(spent, 0.95), 'ms', { atMost: 50 })
} finally {
  await on.close()
  ring.clean()
}
say('gates: why, with every signature verified again')
