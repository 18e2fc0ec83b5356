import { homedir } from 'node:os'
import { runProgram } from '../cli/program.ts'
import { createMachine } from './machine.ts'

let abort: AbortController | undefined
const interrupted = (): AbortSignal => {
  if (abort === undefined) {
    const created = new AbortController()
    abort = created
    // A second Ctrl-C ends it at once, whatever it still waits for.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => created.abort())
  }
  return abort.signal
}

/** A user without an entry in passwd and without HOME has no home. */
const home = (): string => {
  try {
    return homedir()
  } catch {
    return '/'
  }
}

const streamOf = (stream: NodeJS.WriteStream) => ({
  write: (text: string) => void stream.write(text),
  columns: stream.isTTY === true ? stream.columns : undefined,
})

// `ecluse history | head`: whoever reads has had enough.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await runProgram(process.argv.slice(2), {
  machine: createMachine({
    platform: process.platform,
    environment: process.env,
    home: home(),
    folder: process.cwd(),
  }),
  out: streamOf(process.stdout),
  err: streamOf(process.stderr),
  interrupted,
})
// What was written must reach a pipe before the process ends; handles of ours must not keep it.
for (const stream of [process.stdout, process.stderr])
  await new Promise<void>((flushed) => stream.write('', () => flushed()))
process.exit()
