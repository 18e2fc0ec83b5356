import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'

/** `command-main INPUT COMMAND ...`: the command with the file as its input; what it prints goes where ours goes. */
const [, , input = '', command = '', ...rest] = process.argv

const child = spawn(command, rest, { stdio: [openSync(input, 'r'), 'inherit', 'inherit'] })
child.on('error', (error: NodeJS.ErrnoException) => {
  process.stderr.write(`${command}: ${error.code ?? 'failed'}\n`)
  process.exit(127)
})
child.on('close', (code) => process.exit(code ?? 1))
