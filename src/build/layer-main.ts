import { readFileSync } from 'node:fs'
import { writeDurablySync } from '../folder/durable.ts'
import { layout } from '../folder/layout.ts'
import { putLayer } from '../images/layer.ts'
import { ProblemError } from '../kernel/problem.ts'
import { decodeEntries, type LayerOrder, type LayerResult } from './layer-order.ts'

/** One layer, in a process of its own: `ORDER RESULT`, both files of JSON. */
const [, , orderFile = '', resultFile = ''] = process.argv

const make = async (): Promise<LayerResult> => {
  const order = JSON.parse(readFileSync(orderFile, 'utf8')) as LayerOrder
  try {
    return { layer: await putLayer(layout(order.root), decodeEntries(order)) }
  } catch (error) {
    if (error instanceof ProblemError) return { problems: error.problems }
    throw error
  }
}

writeDurablySync(resultFile, JSON.stringify(await make()))
