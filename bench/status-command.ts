import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))

/** Milliseconds of one `ecluse status` as a person waits for it, from the start of the command to its end. */
export const statusCommand = (data: string, cwd: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const from = performance.now()
    const child = spawn(command, ['status', '--data', data], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(performance.now() - from) : reject(new Error(`status: ${code}`)),
    )
  })
