/** How long kept-alive connections are told to close before the idle ones are closed, in milliseconds. */
const LINGER = 250

/** Ends a server on SIGTERM without cutting anybody off; `done` is called when all requests are answered. */
export const stopGently = (server, done) => {
  let stopping = false
  server.prependListener('request', (_, response) => {
    if (stopping) response.setHeader('connection', 'close')
  })
  process.once('SIGTERM', () => {
    stopping = true
    setTimeout(() => server.close(done), LINGER)
  })
}
