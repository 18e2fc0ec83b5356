import { createServer } from 'node:http'

/** An application that gives back what it was sent, then its own word. */
const word = process.env['WORD'] ?? ''
createServer((req, res) => {
  if (req.method === 'GET') return void res.end(word)
  req.on('data', (chunk) => res.write(chunk))
  req.on('end', () => res.end(word))
}).listen(Number(process.env['PORT']), process.env['HOST'])
