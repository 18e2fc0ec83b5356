import { parseListen } from './scalars.ts'
import type { WrittenEnvironment } from './schema.ts'
import type { EdgeConfig } from './types-edge.ts'

const letsEncrypt = 'https://acme-v02.api.letsencrypt.org/directory'
const KB = 1_024
const GB = 1_073_741_824

const listed = (said: string | readonly string[] | undefined): readonly string[] =>
  said === undefined ? [] : typeof said === 'string' ? [said] : said

export const tlsOf = (said: WrittenEnvironment['tls']): EdgeConfig['tls'] => {
  if (said === undefined || said === 'off') return null
  const table = said === 'acme' ? { acme: {} } : said
  const certificates = listed(table.certificate)
  if (certificates.length === 0) {
    const { contact = null, directory = letsEncrypt, root = null } = table.acme ?? {}
    return { kind: 'acme', contact, directory, root }
  }
  const keys = listed(table.key)
  const pairs = certificates.map((certificate, i) => ({ certificate, key: keys[i] ?? '' }))
  return { kind: 'files', pairs }
}

/** Port 80 beside 443, where nothing else is said. */
export const redirectOf = ({ tls, listen }: WrittenEnvironment): string | null => {
  if (tls === undefined || tls === 'off') return null
  const said = tls === 'acme' ? undefined : tls.redirect
  if (said !== undefined) return said === 'none' ? null : said
  const address = parseListen(listen)
  return address?.port === 443 ? `${address.host}:80` : null
}

/** The edge of an environment with every default filled in. */
export const edgeOf = (said: WrittenEnvironment): EdgeConfig => ({
  hosts: said.hosts ?? [],
  tls: tlsOf(said.tls),
  redirect: redirectOf(said),
  trustedProxies: said['trusted-proxies'] ?? [],
  limits: {
    body: said.limits?.body === 'none' ? null : (said.limits?.body ?? GB),
    head: said.limits?.head ?? 32 * KB,
    connections: said.limits?.connections ?? 10_000,
    perClient: said.limits?.['per-client'] ?? 2_000,
    patience: said.limits?.patience ?? 60_000,
  },
  accessLog: said['access-log'] !== 'off',
  cohortDomain: typeof said.cohort === 'object' ? (said.cohort.domain ?? null) : null,
})

type Route = { readonly path: string; readonly component: string; readonly host?: string | undefined }

/** The routes as one environment has them: each with the host that it answers there. */
export const routesAt = (
  routes: readonly Route[],
  hosts: EdgeConfig['hosts'],
): readonly { readonly path: string; readonly component: string; readonly host?: string }[] =>
  routes.flatMap(({ path, component, host }) => {
    if (host !== undefined) {
      const here = Array.isArray(hosts) ? host : ((hosts as Readonly<Record<string, string>>)[host] ?? host)
      return [{ path, component, host: here }]
    }
    if (!Array.isArray(hosts) || hosts.length === 0) return [{ path, component }]
    return (hosts as readonly string[]).map((one) => ({ path, component, host: one }))
  })
