import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Crowd } from './crowd.ts'
import type { CrowdEvent, Order } from './protocol.ts'

const tell = (event: CrowdEvent): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}

let crowd: Crowd | undefined

const obey = async (order: Order): Promise<void> => {
  if (order.do === 'start') {
    crowd = new Crowd(order, tell)
    await crowd.open()
  } else if (order.do === 'rate') {
    crowd?.setRate(order.rate, order.record)
  } else if (order.do === 'stop') {
    await crowd?.stop()
    if (crowd !== undefined) tell({ event: 'report', report: crowd.report() })
  } else if (crowd !== undefined) {
    writeFileSync(order.file, crowd.acknowledged())
    tell({ event: 'report', report: crowd.report() })
  }
}

// The terminal's Ctrl-C is for the demo, which ends the crowd by closing its input.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => void obey(JSON.parse(line) as Order))
lines.on('close', () => process.exit(0))
