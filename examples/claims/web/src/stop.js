/** How long kept-alive connections are told to close before the idle ones are closed, in milliseconds. */
const LINGER = 250

/**
 * Ends a server on SIGTERM without cutting anybody off: requests under way are answered, every answer from then on
 * closes its connection, and what stays idle is closed. `done` is called when all of that is over.
 */
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
