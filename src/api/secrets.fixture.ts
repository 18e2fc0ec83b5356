import type { Engine } from '../engine/facade.ts'
import type { SecretsView } from '../engine/facade-secrets.ts'

const at = Date.parse('2026-03-02T14:02:11Z')
const secretState = { digest: '0123456789ab', source: 'file', at, by: 'ada' } as const
export const secretsView: SecretsView = {
  application: 'hello',
  environment: 'production',
  release: 142,
  secrets: [
    { component: 'web', name: 'DB_PASSWORD', running: secretState, next: null },
    {
      component: 'web',
      name: 'API_TOKEN',
      running: secretState,
      next: { ...secretState, digest: 'ba9876543210', source: 'set' },
    },
    { component: '', name: 'AHEAD', running: null, next: { ...secretState, source: 'set' } },
  ],
}

type Ask = <T>(what: string, asked: unknown, value: T) => Promise<T>

const answer = (name: string, candidate: string | null) => ({
  text: { en: `${name} is taken`, fr: `${name} est pris` },
  environment: 'production',
  candidate,
})

/** The engine's secrets over a list: of a value only its length is kept. */
export const fakeSecrets = (ask: Ask): Engine['secrets'] => ({
  list: (where) => ask('secrets', where, secretsView),
  set: ({ value, ...request }, by) =>
    ask(
      'set-secret',
      { request, length: value.length, by },
      answer(request.name, request.later ? null : 'C1'),
    ),
  unset: (request, by) => ask('unset-secret', { request, by }, answer(request.name, null)),
})
