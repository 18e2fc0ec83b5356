/** A colour: gives its version and how many bytes it was sent, once the whole body is there. */
import { createServer } from 'node:http'

const version = process.env['VERSION'] ?? ''
createServer((request, response) => {
  let length = 0
  request.on('data', (part: Buffer) => {
    length += part.length
  })
  request.on('end', () => response.end(`${version} ${length}`))
}).listen(Number(process.env['PORT']), process.env['HOST'])
