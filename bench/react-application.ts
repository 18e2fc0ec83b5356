/** The application whose versions fail a share of their answers: its files, by version. */
export const applicationFiles = (
  version: 'good' | 'bad',
  share: number,
  port: number,
  judge: string,
): Readonly<Record<string, string>> => ({
  'ecluse.yaml': `application: hello
components:
  web:
    build: { context: . }
    ready: { path: /ready, within: 10s, steady-for: 300ms }
    times: { request: 5s, drain: 2s, stop: 2s }
environments:
  production:
    target: process
    listen: 127.0.0.1:${port}
    watch: { for: 1s }
    strategy: { canary: { steps: [10%], at-least: 1m, at-most: 30m, when-unsure: hold } }
    judge: ${judge}
`,
  'server.js': `const { createServer } = require('node:http')
const server = createServer((request, response) => {
  if (request.url === '/ready') return response.end('ok')
  if (Math.random() < ${share}) response.statusCode = 500
  response.end(${JSON.stringify(version)})
})
server.listen(Number(process.env.PORT), process.env.HOST)
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`,
})
