import { connect } from 'node:net'

export type Answered = { readonly status: number } | { readonly failure: string; readonly refused: boolean }

/** An answer's head is read no further than this many characters. */
const longestHead = 16_384

/** One GET on a loopback port, on a connection of its own; only the status line counts. */
export const get = (port: number, path: string, within: number): Promise<Answered> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    let head = ''
    const done = (answer: Answered): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(() => done({ failure: `${within} ms`, refused: false }), within)
    socket.setEncoding('latin1')
    socket.on('connect', () => {
      socket.write(
        `GET ${path.replaceAll(/[^\x21-\x7e]/g, encodeURIComponent)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: ecluse-ready\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
      )
    })
    socket.on('data', (part: string) => {
      head += part
      // Interim answers (100, 103) come before the one that counts.
      head = head.replace(/^(HTTP\/1\.1 1\d\d[^\n]*\n([^\r\n]+\r?\n)*\r?\n)+/, '')
      const status = /^HTTP\/1\.[01] ([2-9]\d\d)[ \r\n]/.exec(head)?.[1]
      if (status !== undefined) done({ status: Number(status) })
      else if (head.length > longestHead || /^[^H]/.test(head)) done({ failure: 'not HTTP', refused: false })
    })
    socket.on('error', (error: NodeJS.ErrnoException) =>
      done({ failure: error.code ?? error.message, refused: error.code === 'ECONNREFUSED' }),
    )
    socket.on('close', () => done({ failure: 'closed', refused: false }))
  })
