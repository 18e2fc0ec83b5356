import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Sizes of answers, by path. */
export const sizes = { '/1k': 1_024, '/100k': 102_400 } as const
export type Path = keyof typeof sizes

/** The upstream of both proxies: answers from memory, one thread; HOST and PORT come from who starts it. */
export const upstreamFile = (folder: string): string => {
  const returns = Object.entries(sizes).map(([path, size]) => {
    const body = join(folder, `body-${size}`)
    writeFileSync(body, Buffer.alloc(size, 'x'))
    return `  http-request return status 200 content-type text/plain file ${body} if { path ${path} }`
  })
  return write(folder, 'upstream.cfg', [
    'global',
    '  nbthread 1',
    '  tune.bufsize 131072',
    ...defaults,
    'frontend application',
    '  bind "$HOST:$PORT"',
    ...returns,
    '  http-request return status 200 content-type text/plain string ok',
  ])
}

/** The peer: one thread, keep-alive both ways, a sticky split of 10 % by the hash of a cookie, no log. */
export const peerFile = (folder: string, port: number, cookie: string, old: number, next: number): string =>
  write(folder, 'peer.cfg', [
    'global',
    '  nbthread 1',
    ...defaults,
    '  http-reuse safe',
    'frontend edge',
    `  bind 127.0.0.1:${port}`,
    '  option forwardfor',
    `  http-request set-var(txn.position) req.cook(${cookie}),crc32(1),mod(10000)`,
    '  use_backend new if { var(txn.position) -m int lt 1000 }',
    '  default_backend old',
    'backend old',
    `  server old 127.0.0.1:${old}`,
    'backend new',
    `  server new 127.0.0.1:${next}`,
  ])

const defaults = [
  'defaults',
  '  mode http',
  '  timeout connect 5s',
  '  timeout client 30s',
  '  timeout server 30s',
]

const write = (folder: string, name: string, lines: readonly string[]): string => {
  const file = join(folder, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}
