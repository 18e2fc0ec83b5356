import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The machine's npm configuration, as far as fetching packages needs it. */
export type NpmConfig = {
  /** Ends with `/`. */
  readonly registry: string
  /** `@scope` to its registry. */
  readonly scopes: ReadonlyMap<string, string>
  /** The value of the header `authorization`, by `//host/path/`. */
  readonly credentials: ReadonlyMap<string, string>
  readonly certificates: string | null
  readonly strictTls: boolean
  /** Variables of a proxy for Node's own agent. */
  readonly proxies: Readonly<Record<string, string>>
  /** npm's own cache, whose contents are named by their integrity. */
  readonly cache: string
}

export type Variables = Readonly<Record<string, string | undefined>>

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`)

/** `key = value` lines of an npmrc (ini): comments by `;` or `#`, quotes taken off. */
export const parseNpmrc = (words: string): ReadonlyMap<string, string> => {
  const values = new Map<string, string>()
  for (const line of words.split(/\r?\n/)) {
    const found = /^\s*([^;#\s=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line)
    if (found === null) continue
    const [, key = '', value = ''] = found
    values.set(key, value.replace(/^(["'])(.*)\1$/, '$2'))
  }
  return values
}

/** `${NAME}` stands for a variable of the environment, as in npm; an unknown one stays as it is. */
const expand = (value: string, variables: Variables): string =>
  value.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => variables[name] ?? whole)

const readRc = async (path: string, variables: Variables): Promise<ReadonlyMap<string, string>> => {
  const values = parseNpmrc(await readFile(path, 'utf8').catch(() => ''))
  return new Map([...values].map(([key, value]) => [expand(key, variables), expand(value, variables)]))
}

/** `npm_config_registry`, in any case; `_` stands for `-`, but not in front. */
const fromEnvironment = (variables: Variables): ReadonlyMap<string, string> => {
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || value === '' || !/^npm_config_/i.test(name)) continue
    const key = name.slice('npm_config_'.length)
    // Keys of a registry (`//host/:_authToken`) and of a scope keep their letters.
    values.set(/^(\/\/|@)/.test(key) ? key : key.toLowerCase().replaceAll(/(?!^)_/g, '-'), value)
  }
  return values
}

/**
 * A committed `.npmrc` may say where packages come from, nothing else: it is the application's text, and reads no
 * variable and no credential of this machine.
 */
const fromProject = (words: string): ReadonlyMap<string, string> =>
  new Map(
    [...parseNpmrc(words)].filter(
      ([key, value]) =>
        (key === 'registry' || /^@[^:]+:registry$/.test(key)) && /^https?:\/\/[^\s$]+$/.test(value),
    ),
  )

const credentialsOf = (values: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const [key, value] of values) {
    const [, where = '', what = ''] = /^(\/\/.+?)\/?:(_authToken|_auth|username)$/.exec(key) ?? []
    if (what === '') continue
    const password = values.get(`${where}/:_password`) ?? values.get(`${where}:_password`) ?? ''
    const pair = `${value}:${Buffer.from(password, 'base64').toString('utf8')}`
    const basic = what === '_auth' ? value : Buffer.from(pair).toString('base64')
    found.set(`${where}/`, what === '_authToken' ? `Bearer ${value}` : `Basic ${basic}`)
  }
  return found
}

const proxiesOf = (
  values: ReadonlyMap<string, string>,
  variables: Variables,
): Readonly<Record<string, string>> => {
  const first = (...all: (string | undefined)[]) =>
    all.find((value) => value !== undefined && value !== '' && value !== 'null')
  const https = first(
    values.get('https-proxy'),
    values.get('proxy'),
    variables['HTTPS_PROXY'],
    variables['https_proxy'],
  )
  const http = first(values.get('proxy'), variables['HTTP_PROXY'], variables['http_proxy'])
  const none = first(values.get('noproxy'), variables['NO_PROXY'], variables['no_proxy'])
  return {
    ...(https === undefined ? {} : { HTTPS_PROXY: https }),
    ...(http === undefined ? {} : { HTTP_PROXY: http }),
    ...(none === undefined ? {} : { NO_PROXY: none }),
  }
}

/**
 * Reads what npm itself would: the environment, the project's `.npmrc`, the user's, the machine's, the defaults, in
 * that order (npm, `npmrc`).
 */
export const readNpmConfig = async (
  variables: Variables,
  home: string,
  project: string,
): Promise<NpmConfig> => {
  const environment = fromEnvironment(variables)
  const user = environment.get('userconfig') ?? join(home, '.npmrc')
  const machine = environment.get('globalconfig')
  const machines =
    machine === undefined ? ['/usr/etc/npmrc', '/usr/local/etc/npmrc', '/etc/npmrc'] : [machine]
  const globals = await Promise.all(machines.map((path) => readRc(path, variables)))
  const own = await readRc(user, variables)
  const trusted = new Map([...globals.flatMap((one) => [...one]), ...own, ...environment])
  const values = new Map([
    ...globals.flatMap((one) => [...one]),
    ...own,
    ...fromProject(project),
    ...environment,
  ])
  const scopes = [...values].flatMap(([key, value]) => {
    const scope = /^(@[^:]+):registry$/.exec(key)?.[1]
    return scope === undefined ? [] : [[scope, withSlash(value)] as const]
  })
  const file = trusted.get('cafile')
  return {
    registry: withSlash(values.get('registry') ?? 'https://registry.npmjs.org/'),
    scopes: new Map(scopes),
    credentials: credentialsOf(trusted),
    certificates:
      file === undefined || file === 'null'
        ? (trusted.get('ca')?.replaceAll('\\n', '\n') ?? null)
        : await readFile(file, 'utf8').catch(() => null),
    strictTls: trusted.get('strict-ssl') !== 'false',
    proxies: proxiesOf(trusted, variables),
    cache: trusted.get('cache') ?? join(home, '.npm'),
  }
}

export const registryOf = (config: NpmConfig, name: string): string =>
  config.scopes.get(name.startsWith('@') ? (name.split('/')[0] ?? '') : '') ?? config.registry

/** The credentials of the longest `//host/path/` that a URL begins with: never those of another host. */
export const credentialFor = (config: NpmConfig, url: URL): string | null => {
  const parts = url.pathname.split('/')
  for (let length = parts.length; length > 0; length -= 1) {
    const path = parts.slice(0, length).join('/')
    const found = config.credentials.get(`//${url.host}${path.endsWith('/') ? path : `${path}/`}`)
    if (found !== undefined) return found
  }
  return null
}
