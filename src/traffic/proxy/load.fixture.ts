import http from 'node:http'

export type Load = {
  /** Requests answered as expected, by body. */
  readonly answered: Record<string, number>
  /** What went wrong, by its code or status. */
  readonly failed: Record<string, number>
  stop(): Promise<void>
}

const add = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1
}

/**
 * People on keep-alive connections, each asking again as soon as it was answered; every second request is a POST with
 * a body that the application must give back before its own word.
 */
export const startLoad = (port: number, people: number, pause = 0): Load => {
  const answered: Record<string, number> = {}
  const failed: Record<string, number> = {}
  let over = false
  const one = async (person: number): Promise<void> => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    const headers = { 'User-Agent': `person ${person}` }
    for (let i = 0; !over; i += 1) {
      const body = i % 2 === 0 ? undefined : `${person}.${i}/`.repeat(1 + (i % 50))
      try {
        const { status, text } = await request(port, agent, headers, body)
        if (status !== 200) add(failed, String(status))
        else if (body !== undefined && !text.startsWith(body)) add(failed, 'wrong content')
        else add(answered, text.slice(body?.length ?? 0))
      } catch (error) {
        add(failed, (error as NodeJS.ErrnoException).code ?? String(error))
      }
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    }
    agent.destroy()
  }
  const all = Array.from({ length: people }, (_, person) => one(person))
  return {
    answered,
    failed,
    stop: async () => {
      over = true
      await Promise.all(all)
    },
  }
}

const request = (
  port: number,
  agent: http.Agent,
  headers: http.OutgoingHttpHeaders,
  body: string | undefined,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const req = http.request({ host: '127.0.0.1', port, agent, method, headers, timeout: 20_000 }, (res) => {
      let text = ''
      res.setEncoding('utf8')
      res.on('data', (chunk: string) => {
        text += chunk
      })
      res.on('end', () => resolve({ status: res.statusCode ?? 0, text }))
      res.on('error', reject)
    })
    req.on('timeout', () => req.destroy(new Error('no answer in 20 s')))
    req.on('error', reject)
    if (body === undefined) return void req.end()
    // Streamed in two pieces, without a length.
    req.write(body.slice(0, body.length / 2))
    req.end(body.slice(body.length / 2))
  })
