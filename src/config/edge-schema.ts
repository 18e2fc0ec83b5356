import { z } from 'zod'
import { edgeDocs as docs } from './documentation-edge.ts'
import { folder, urlPath } from './leaves.ts'
import { absolute, duration, hostName, listen, network, page, size } from './leaves-edge.ts'
import { key, table } from './tables.ts'

/** How an environment meets the world: the part of `ecluse.yaml` that is about its edge. */

const oneOrMore = (expects: 'certificate' | 'keyFile') =>
  z.union(
    [absolute(expects), z.array(absolute(expects), { error: expects }).min(1, { error: expects }).max(100)],
    {
      error: expects,
    },
  )

const acme = table('acme', {
  contact: key(z.email({ error: 'contact' }), docs.contact),
  directory: key(z.url({ protocol: /^https$/, error: 'directory' }), docs.directory),
  root: key(absolute('rootFile'), docs.root),
})

const tls = z.union(
  [
    z.enum(['off', 'acme'], { error: 'tls' }),
    table('tls', {
      certificate: key(oneOrMore('certificate'), docs.certificate),
      key: key(oneOrMore('keyFile'), docs.key),
      acme: key(acme, docs.acme),
      redirect: key(
        z.union([z.enum(['none'], { error: 'redirect' }), listen], { error: 'redirect' }),
        docs.redirect,
      ),
    }),
  ],
  { error: 'tls' },
)

const hosts = z.union(
  [
    z.array(hostName, { error: 'hosts' }).min(1, { error: 'hosts' }).max(200, { error: 'hosts' }),
    z.record(hostName, hostName, { error: 'hosts' }),
  ],
  { error: 'hosts' },
)

const count = (most: number) =>
  z.int({ error: 'count' }).min(1, { error: 'count' }).max(most, { error: 'count' })

const limits = table('limits', {
  body: key(z.union([z.enum(['none'], { error: 'body' }), size], { error: 'body' }), docs.body),
  head: key(
    size.refine((bytes) => bytes >= 1_024 && bytes <= 32_768, { error: 'head' }),
    docs.head,
  ),
  connections: key(count(1_000_000), docs.connections),
  'per-client': key(count(1_000_000), docs.perClient),
  patience: key(duration(1_000), docs.patience),
})

/** Keys of an environment. */
export const edgeKeys = {
  hosts: key(hosts, docs.hosts),
  tls: key(tls, docs.tls),
  'trusted-proxies': key(
    z.array(network, { error: 'networks' }).max(200, { error: 'networks' }),
    docs.trustedProxies,
  ),
  limits: key(limits, docs.limits),
  maintenance: key(page, docs.maintenance),
  'access-log': key(z.enum(['on', 'off'], { error: 'onOff' }), docs.accessLog),
}

/** Of a route. */
export const hostKey = key(hostName, docs.host)
/** Of `cohort`. */
export const domainKey = key(hostName, docs.domain)

/** Of a component: path of the address to folder of the image. */
export const assetsKey = key(z.record(urlPath, folder, { error: 'assets' }), docs.assets)
