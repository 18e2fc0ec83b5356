import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Path } from './haproxy-files.ts'

const run = promisify(execFile)

export type Round = {
  /** Requests a second. */
  readonly rate: number
  /** Milliseconds. */
  readonly p99: number
  readonly requests: number
  readonly failed: number
}

const connections = 32

/** People in turn, each with a cookie and a user agent of its own. */
export const wrkScript = (folder: string, path: Path, cookies: readonly string[]): string => {
  const people = cookies.map((cookie, n) => `{ ["Cookie"] = "${cookie}", ["User-Agent"] = "person ${n}" }`)
  const script = join(folder, `people${path.replace('/', '-')}.lua`)
  writeFileSync(
    script,
    `local people = { ${people.join(',\n')} }
local requests, n = {}, 0
function init()
  for i, headers in ipairs(people) do
    headers["Host"] = "bench.example"
    requests[i] = wrk.format("GET", "${path}", headers)
  end
end
function request()
  n = n % #requests + 1
  return requests[n]
end
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\\nround {"us":%d,"requests":%d,"failed":%d,"p99us":%f}\\n',
    summary.duration, summary.requests, failed, latency:percentile(99)))
end
`,
  )
  return script
}

/** One thread, 32 keep-alive connections, each asking again as soon as it was answered. */
export const wrk = async (
  port: number,
  script: string,
  seconds: number,
  scheme: 'http' | 'https' = 'http',
): Promise<Round> => {
  const argv = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, `${scheme}://127.0.0.1:${port}/`]
  const { stdout } = await run('wrk', argv)
  const line = /^round (.*)$/m.exec(stdout)?.[1]
  if (line === undefined) throw new Error(`wrk says no round: ${stdout}`)
  const { us, requests, failed, p99us } = JSON.parse(line) as Record<string, number>
  if (us === undefined || requests === undefined || failed === undefined || p99us === undefined)
    throw new Error(`wrk says too little: ${line}`)
  return { rate: (requests * 1e6) / us, p99: p99us / 1_000, requests, failed }
}
