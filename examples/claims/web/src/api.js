import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })

const once = (base, { method = 'GET', path, body }) =>
  new Promise((resolve, reject) => {
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    const headers =
      content === undefined ? {} : { 'content-type': 'application/json', 'content-length': content.length }
    const sent = request(new URL(path, base), { method, agent, headers }, async (answer) => {
      try {
        const parts = []
        for await (const part of answer) parts.push(part)
        resolve({ status: answer.statusCode, content: JSON.parse(Buffer.concat(parts).toString('utf8')) })
      } catch (error) {
        reject(error)
      }
    })
    sent.on('error', (error) => reject(Object.assign(error, { reused: sent.reusedSocket })))
    sent.end(content)
  })

/**
 * Asks the api. A kept-alive connection may be closed by the other side just as it is used again; then the same
 * request goes out once more, which is harmless because the page chose the claim's id.
 */
export const askApi = async (base, question) => {
  for (let tries = 0; ; tries += 1) {
    try {
      return await once(base, question)
    } catch (error) {
      if (!error.reused || tries === 3) throw error
    }
  }
}
