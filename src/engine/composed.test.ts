import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'
import type { ManifestPart } from './facade-manifest.ts'

const config = yaml(production('watch: { for: 3s }'))
let on: Stage
beforeEach(async () => {
  on = await stage()
  on.commit('v1.0.0', { config, content: { api: '1', web: '1' } })
  on.commit('v1.1.0', { config, content: { api: '2', web: '2' }, parents: ['v1.0.0'] })
  on.commit('v1.2.0', { config, content: { api: '3', web: '3' }, parents: ['v1.1.0'] })
  await on.engine.start()
})
afterEach(() => on.close())

const part = (commit: string): ManifestPart => ({
  commit,
  version: commit,
  place: { file: 'v.json', line: 2, column: 3 },
})
const asked = (api: string, web: string, backwards: string | null = null) =>
  on.engine.manifests.ship({
    application: 'shop',
    commit: [api, web].sort().at(-1) ?? '',
    components: { api: part(api), web: part(web) },
    file: 'v.json',
    backwards,
    upTo: null,
    actor: ann,
  })
const through = async (api: string, web: string, backwards: string | null = null) => {
  const view = await asked(api, web, backwards)
  return view.kind === 'already-live' ? view : on.ended(view.candidate)
}
const versions = async () => {
  const { manifest } = await on.engine.manifests.show('shop', { environment: 'production' })
  return Object.fromEntries(manifest.components.map(({ name, version }) => [name, version]))
}

describe('a release of several commits', () => {
  it('is built of them, released, shown, and live already when it is asked for again', async () => {
    expect(await through('v1.0.0', 'v1.1.0')).toMatchObject({ release: 1, ended: { code: 0 } })
    expect(await versions()).toEqual({ api: 'v1.0.0', web: 'v1.1.0' })
    expect(await asked('v1.0.0', 'v1.1.0')).toMatchObject({ kind: 'already-live', release: 1 })
    // Its leading commit alone is another release.
    expect((await on.through('v1.1.0')).ended?.code).toBe(0)
    expect(await versions()).toEqual({ api: 'v1.1.0', web: 'v1.1.0' })
    const view = await on.engine.manifests.show('shop', { release: 2 })
    const first = await on.engine.manifests.show('shop', { release: 1 })
    expect(view).toMatchObject({
      release: 2,
      candidate: { actor: { name: 'ann' } },
      environments: [
        {
          environment: 'production',
          replaces: { release: 1, digest: first.digest },
          out: true,
          outcome: 'done',
        },
      ],
    })
    expect(first.environments[0]).toMatchObject({ out: false, replaces: null })
    expect(
      await on.engine.manifests.images('shop', [first.manifest.components[0]?.image ?? '', 'sha256:0']),
    ).toEqual([{ component: 'api', commit: 'v1.0.0', version: 'v1.0.0' }, null])
  })

  it('goes back only where somebody says so', async () => {
    await through('v1.2.0', 'v1.2.0')
    await expect(asked('v1.1.0', 'v1.2.0')).rejects.toMatchObject({
      problems: [{ code: 'version-backwards', place: { file: 'v.json', line: 2, column: 3 } }],
    })
    expect(await through('v1.1.0', 'v1.2.0', 'api 1.2 loses claims')).toMatchObject({ ended: { code: 0 } })
    expect(await versions()).toEqual({ api: 'v1.1.0', web: 'v1.2.0' })
    const why = await on.engine.ledger(0, 1_000)
    expect(why.map(({ action }) => action)).toContain('shipped')
  })

  it('that names a component the file does not have, or leaves one out, is refused', async () => {
    const ship = (components: Record<string, ManifestPart>) =>
      on.engine.manifests.ship({
        application: 'shop',
        commit: 'v1.0.0',
        components,
        file: 'v.json',
        backwards: null,
        upTo: null,
        actor: ann,
      })
    await expect(ship({ api: part('v1.0.0') })).rejects.toThrow(/component-left-out/)
    await expect(ship({ api: part('v1.0.0'), web: part('v1.0.0'), other: part('v1.0.0') })).rejects.toThrow(
      /component-left-out/,
    )
  })
})
