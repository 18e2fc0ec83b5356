import { spawn } from 'node:child_process'
import { createServer } from 'node:http'

/** An application under test. `MODE` says how it misbehaves; without it, it does not. */
const mode = process.env['MODE'] ?? 'good'
const port = Number(process.env['PORT'])
const begun = Date.now()

if (mode === 'crash') {
  process.stdout.write('about to fail\n')
  process.stderr.write('TypeError: cannot read claimant of undefined\n')
  process.exit(3)
}
if (mode === 'stubborn' || mode === 'child-stubborn') process.on('SIGTERM', () => undefined)
if (mode === 'child' || mode === 'child-stubborn') {
  // A grandchild in a session of its own: out of the group's reach, still marked.
  spawn(process.execPath, ['-e', 'process.on("SIGTERM",()=>{});setInterval(()=>{},1000)'], {
    detached: true,
    stdio: 'ignore',
  })
  spawn(process.execPath, ['-e', 'process.on("SIGTERM",()=>{});setInterval(()=>{},1000)'], {
    stdio: 'ignore',
  })
}
const server = createServer((request, response) => {
  if (request.url === '/crash') process.exit(7)
  if (request.url === '/environment') return void response.end(JSON.stringify(process.env))
  const broken = mode === 'flaky' && Date.now() - begun < 400 && Date.now() - begun > 150
  response.statusCode = mode === 'never' || broken ? 503 : 200
  if (mode === 'hang' && request.url === '/ready') return
  response.end(`${process.pid}`)
})
if (mode === 'deaf') setInterval(() => undefined, 1_000)
else server.listen(mode === 'elsewhere' ? 0 : port, process.env['HOST'])
if (mode !== 'stubborn' && mode !== 'child-stubborn') {
  process.on('SIGTERM', () => {
    process.stdout.write('ending\n')
    process.exit(0)
  })
}
process.stdout.write(`listening\n`)
