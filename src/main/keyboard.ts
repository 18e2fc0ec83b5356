import type { Keyboard } from '../cli/machine.ts'

/** Standard input, output and error of this process. */
export const openKeyboard = (): Keyboard => {
  const { stdin, stdout, stderr } = process
  return {
    size: () =>
      stdin.isTTY && stdout.isTTY
        ? { rows: stdout.rows || 24, columns: stdout.columns || 80, name: process.env['TERM'] ?? 'xterm' }
        : null,
    raw: (on) => {
      if (stdin.isTTY) stdin.setRawMode(on)
      if (!on) stdin.pause()
    },
    input: stdin,
    write: (where, bytes) => void (where === 'out' ? stdout : stderr).write(bytes),
    onResize: (call) => void stdout.on('resize', call),
  }
}
