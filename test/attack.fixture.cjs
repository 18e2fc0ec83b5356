// What a hostile application tries, from its build and from its instances: prints one JSON line of what succeeded.
const fs = require('node:fs')
const net = require('node:net')
const { join } = require('node:path')
const { execFileSync } = require('node:child_process')

const data = process.argv[2]
const target = JSON.parse(process.argv[3] ?? '{}')
const got = []
const tries = (name, work) => {
  try {
    const answer = work()
    if (answer !== false) got.push(`${name}: ${answer === undefined ? 'done' : String(answer).slice(0, 200)}`)
  } catch {}
}
const connects = (name, where) =>
  new Promise((resolve) => {
    const socket = net.connect(where)
    socket.setTimeout(2000, () => socket.destroy())
    socket.on('connect', () => {
      got.push(`${name}: connected`)
      socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', resolve)
  })
const binds = (name, port) =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.on('error', () => resolve())
    server.listen({ port, host: '127.0.0.1' }, () => {
      got.push(`${name}: bound`)
      server.close(resolve)
    })
  })

const run = async () => {
  for (const name of ['supervisor.sock', 'control.sock', 'proxy.sock']) {
    await connects(name, { path: join(data, name) })
    tries(`unlink ${name}`, () => fs.unlinkSync(join(data, name)))
  }
  tries('list the data folder', () => fs.readdirSync(data))
  tries('write into the data folder', () => fs.writeFileSync(join(data, 'mine'), ''))
  for (const name of [
    'control.db',
    'control.db-wal',
    'control.lock',
    'version',
    'secrets/key',
    'secrets/key-name',
    'backup.tar',
    'supervisor/state.json',
    'proxy/state.json',
  ])
    tries(`read ${name}`, () => fs.readFileSync(join(data, name)).length)
  for (const name of [
    'cache',
    'cache/tarballs',
    'cache/runtimes',
    'cache/builds',
    'cache/layers',
    'images',
    'unpacked',
    'repositories',
    'jobs',
    'runs',
    'keep',
    'logs',
    'supervisor',
    'supervisor/jobs',
    'secrets',
    'tmp',
  ]) {
    tries(`list ${name}`, () => fs.readdirSync(join(data, name)))
    tries(`write into ${name}`, () => fs.writeFileSync(join(data, name, 'mine'), ''))
  }
  for (const path of target.paths ?? []) {
    tries(`read ${path}`, () =>
      fs.statSync(path).isDirectory() ? fs.readdirSync(path) : fs.readFileSync(path, 'utf8'),
    )
    tries(`write ${path}`, () => fs.appendFileSync(path, 'mine'))
    tries(`link ${path}`, () => fs.linkSync(path, join(process.env.TMPDIR, `l${Math.random()}`)))
    tries(`change ${path}`, () => fs.chmodSync(path, 0o777))
  }
  // Whatever find gets to: files of anybody but this user and root below the data folder.
  tries('find', () => {
    let out = ''
    try {
      out = execFileSync(
        'find',
        [data, '-type', 'f', '-readable', '!', '-user', String(process.getuid()), '!', '-user', 'root'],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
      )
    } catch (error) {
      out = String(error.stdout ?? '')
    }
    return out.trim() === '' ? false : out
  })
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    tries(`environment of ${pid}`, () => {
      if (fs.statSync(`/proc/${pid}`).uid === process.getuid()) return false
      return fs.readFileSync(`/proc/${pid}/environ`, 'utf8').length
    })
    tries(`signal to ${pid}`, () => {
      const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
      if (Number(/^Uid:\t(\d+)/m.exec(status)?.[1]) === process.getuid()) return false
      process.kill(Number(pid), 0)
    })
  }
  for (const pid of target.pids ?? []) {
    for (const name of ['environ', 'maps', 'mem', 'stack'])
      tries(`${name} of the other`, () => fs.readFileSync(`/proc/${pid}/${name}`).length > 0)
    for (const name of ['cwd', 'root', 'exe'])
      tries(`${name} of the other`, () => fs.readlinkSync(`/proc/${pid}/${name}`))
    tries('descriptors of the other', () => fs.readdirSync(`/proc/${pid}/fd`).length)
    tries('files of the other by /proc', () => fs.readdirSync(`/proc/${pid}/cwd`).length)
    tries('kill the other', () => process.kill(pid, 'SIGTERM'))
  }
  for (const port of target.ports ?? []) {
    await connects(`port ${port}`, { port, host: '127.0.0.1' })
    await binds(`port ${port}`, port)
  }
  tries('be root', () => process.setuid(0))
  tries('su', () => execFileSync('su', ['-c', 'id'], { stdio: ['ignore', 'pipe', 'ignore'], timeout: 3000 }))
  for (const name of ['server.js', 'package.json'])
    tries(`write own ${name} in place`, () => process.env.PORT !== undefined && fs.appendFileSync(name, '//'))
  const groups = process.getgroups().filter((gid) => gid !== process.getgid())
  if (groups.length > 0) got.push(`groups ${groups.join()}`)
  return got
}
// As one of the kinds of code that are not instances: what it got goes where the test finds it.
const report = (name) =>
  run().then((all) => {
    const place = join(target.reports, name)
    fs.writeFileSync(
      `${place}.new`,
      JSON.stringify({ uid: process.getuid(), given: process.env.GIVEN ?? null, got: all }),
    )
    fs.renameSync(`${place}.new`, place)
  })
module.exports = { run, report }
if (require.main === module)
  run().then((all) => console.log(JSON.stringify({ uid: process.getuid(), got: all })))
