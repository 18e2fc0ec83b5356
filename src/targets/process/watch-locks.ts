/**
 * Runs in the application's own Node, with its own environment, beside its migrations: it is handed over as text, so that
 * it needs no file of ours. Speaks PostgreSQL's protocol, looks at the locks every tenth of a second, and writes one line
 * of JSON for each that keeps others out, when it is seen first, each second, when it is gone, and when it is told to end;
 * one when it looks first, and one where it cannot.
 */
const watchLocks = async (variable: string): Promise<void> => {
  const { connect } = process.getBuiltinModule('node:net')
  const tls = process.getBuiltinModule('node:tls')
  const { createHash, createHmac, pbkdf2Sync, randomBytes } = process.getBuiltinModule('node:crypto')
  const fail = (fault: string): never => {
    process.stdout.write(`${JSON.stringify({ ecluse: 'locks', fault: fault.slice(0, 200) })}\n`)
    process.exit(1)
  }
  process.on('uncaughtException', (error) => fail(error.message))
  if (!URL.canParse(process.env[variable] ?? '')) fail(`${variable} is no address`)
  const url = new URL(process.env[variable] ?? '')
  const user = decodeURIComponent(url.username) || 'postgres'
  const password = decodeURIComponent(url.password)
  const host = url.hostname || '127.0.0.1'
  const mode = url.searchParams.get('sslmode') ?? 'prefer'
  const database = decodeURIComponent(url.pathname.slice(1)) || user
  const raw = connect(Number(url.port || 5432), host)
  await new Promise<void>((done, fail) => raw.once('connect', () => done()).once('error', fail))

  const message = (kind: string, ...parts: readonly (string | Uint8Array)[]): Buffer => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)))
    const size = Buffer.alloc(4)
    size.writeUInt32BE(body.length + 4)
    return Buffer.concat([Buffer.from(kind), size, body])
  }
  const secured = async (): Promise<import('node:net').Socket> => {
    if (mode === 'disable') return raw
    raw.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))
    const [answer] = (await new Promise<Buffer>((done) => raw.once('data', done))) as unknown as [number]
    if (answer !== 83) return raw
    const strict = mode.startsWith('verify')
    const safe = tls.connect({
      socket: raw,
      host,
      servername: /[a-z]/i.test(host) ? host : '',
      rejectUnauthorized: strict,
    })
    await new Promise<void>((done, fail) => safe.once('secureConnect', () => done()).once('error', fail))
    return safe
  }
  const socket = await secured()
  let held: Buffer = Buffer.alloc(0)
  const arrived: { kind: string; body: Buffer }[] = []
  let wake: () => void = () => undefined
  socket.on('data', (part: Buffer) => {
    held = Buffer.concat([held, part])
    while (held.length >= 5 && held.length > held.readUInt32BE(1)) {
      const end = held.readUInt32BE(1) + 1
      arrived.push({ kind: String.fromCharCode(held[0] ?? 0), body: held.subarray(5, end) })
      held = held.subarray(end)
    }
    wake()
  })
  socket.on('close', () => process.exit(0))
  const next = async (): Promise<{ kind: string; body: Buffer }> => {
    for (;;) {
      const one = arrived.shift()
      if (one !== undefined) return one
      await new Promise<void>((done) => {
        wake = done
      })
    }
  }
  const hash = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest()
  const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const md5 = (...parts: readonly (string | Uint8Array)[]): string => {
    const all = createHash('md5')
    for (const part of parts) all.update(part)
    return all.digest('hex')
  }
  const nonce = randomBytes(18).toString('base64')
  const bare = `n=,r=${nonce}`
  const size32 = (n: number): Buffer => {
    const four = Buffer.alloc(4)
    four.writeUInt32BE(n)
    return four
  }
  const answerTo = (body: Buffer): void => {
    const way = body.readUInt32BE(0)
    if (way === 3) socket.write(message('p', `${password}\0`))
    else if (way === 5) socket.write(message('p', `md5${md5(md5(password, user), body.subarray(4, 8))}\0`))
    else if (way === 10) socket.write(message('p', 'SCRAM-SHA-256\0', size32(bare.length + 3), `n,,${bare}`))
    else if (way === 11) {
      const first = body.subarray(4).toString()
      const said = Object.fromEntries(first.split(',').map((one) => [one[0], one.slice(2)]))
      const salted = pbkdf2Sync(
        password,
        Buffer.from(said['s'] ?? '', 'base64'),
        Number(said['i']),
        32,
        'sha256',
      )
      const key = hmac(salted, 'Client Key')
      const last = `c=biws,r=${said['r']}`
      const signature = hmac(hash(key), `${bare},${first},${last}`)
      const proof = Buffer.from(key.map((byte, index) => byte ^ (signature[index] ?? 0))).toString('base64')
      socket.write(message('p', `${last},p=${proof}`))
    }
  }
  const ready = async (): Promise<string[][]> => {
    const rows: string[][] = []
    for (;;) {
      const { kind, body } = await next()
      if (kind === 'R') answerTo(body)
      else if (kind === 'E') fail(/\0M([^\0]*)\0/.exec(body.toString())?.[1] ?? 'refused')
      else if (kind === 'Z') return rows
      else if (kind === 'D') {
        const row: string[] = []
        let at = 2
        for (let left = body.readUInt16BE(0); left > 0; left -= 1) {
          const length = body.readInt32BE(at)
          row.push(length < 0 ? '' : body.subarray(at + 4, at + 4 + length).toString())
          at += 4 + Math.max(0, length)
        }
        rows.push(row)
      }
    }
  }
  const start = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0ecluse-locks\0\0`)
  socket.write(Buffer.concat([size32(start.length + 8), size32(196_608), start]))
  await ready()
  const asked = `select l.pid, n.nspname || '.' || c.relname, l.mode,
      (select count(*) from pg_locks w where w.relation = l.relation and not w.granted)
    from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
    where l.granted and l.locktype = 'relation' and l.pid <> pg_backend_pid() and c.relkind in ('r', 'p')
      and l.database = (select oid from pg_database where datname = current_database())
      and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      and l.mode in ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock')`
  let looks = false
  const seen = new Map<
    string,
    { relation: string; mode: string; since: number; said: number; waiting: number }
  >()
  const tell = (one: { relation: string; mode: string; since: number; waiting: number }): void => {
    const { relation, mode: lock, since, waiting } = one
    const line = {
      ecluse: 'locks',
      relation,
      mode: lock,
      held: Math.round(performance.now() - since),
      waiting,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
  process.on('SIGTERM', () => {
    for (const one of seen.values()) tell(one)
    process.exit(0)
  })
  for (;;) {
    socket.write(message('Q', `${asked}\0`))
    const rows = await ready()
    if (!looks) process.stdout.write('{"ecluse":"locks","looks":true}\n')
    looks = true
    const now = performance.now()
    const there = new Set(rows.map((row) => row.slice(0, 3).join(' ')))
    for (const [pid = '', relation = '', lock = '', waiting = '0'] of rows) {
      const key = [pid, relation, lock].join(' ')
      const known = seen.get(key)
      const one = known ?? { relation, mode: lock, since: now, said: 0, waiting: 0 }
      one.waiting = Math.max(one.waiting, Number(waiting))
      if (known === undefined || now - one.said >= 1_000) {
        one.said = now
        tell(one)
      }
      seen.set(key, one)
    }
    for (const [key, one] of seen) {
      if (there.has(key)) continue
      tell(one)
      seen.delete(key)
    }
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** The command that watches the locks of the database whose address a variable holds. */
export const lockWatch = (variable: string): readonly string[] => [
  'node',
  '--input-type=module',
  '-e',
  `await (${watchLocks.toString()})(${JSON.stringify(variable)})`,
]
