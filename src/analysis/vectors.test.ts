import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bestBet, type Counts, logAbove, logHarmless, logWorse, ratios } from './factors.ts'
import { advance, emptyMixture, logEvidence, type Trimming } from './mixture.ts'
import { emptyProof, logProof, prove } from './proof.ts'
import { logBrokenRatio } from './sample-ratio.ts'
import { logTwoByTwo } from './two-by-two.ts'

type Process = {
  rho0: number
  epsilon: number
  plannedBatches: number
  blocksDropped?: number
  ratios: number[]
  batches: (Counts & { block?: number })[]
  E: number[]
}
type Vectors = {
  rollback: (Counts & { ratio: number; rho0: number; epsilon: number; a: number; c: number; logE: number })[]
  changePoint: Process[]
  trimmed: Process[]
  safe: (Counts & { a: number; rho1: number; epsilon: number; logE: number })[]
  safeProcess: { rho1: number; epsilon: number; batches: Counts[]; E: number[] }[]
  single: { n: number; x: number; upper: number; ratio: number; logE: number }[]
  sampleRatio: { clients: number; canary: number; weight: number; logE: number }[]
  twoByTwo: (Counts & { thetaC: number; thetaB: number; logE: number })[]
}

/** The file writes a log of 0 as the words "-Infinity". */
const minusInfinity = (_: string, value: unknown): unknown =>
  value === '-Infinity' ? Number.NEGATIVE_INFINITY : value

const file = readFileSync(new URL('./vectors/judge.json', import.meta.url), 'utf8')
const vectors = JSON.parse(file, minusInfinity) as Vectors

/** 1e-9 relative, as the specification asks; -Infinity and 0 must be met exactly. */
const close = (found: number, wanted: number) => {
  if (found === wanted) return
  expect(Math.abs(found - wanted), `${found} for ${wanted}`).toBeLessThanOrEqual(1e-9 * Math.abs(wanted))
}

const run = (process: Process): number[] => {
  const trimming: Trimming = { blocks: process.blocksDropped ?? 0, seconds: 5 }
  const tolerance = { ratio: process.rho0, plus: process.epsilon }
  let mixture = emptyMixture(trimming)
  return process.batches.map((batch) => {
    const logs = ratios.map((ratio) => logWorse(batch, ratio, tolerance))
    mixture = advance(mixture, logs, (batch.block ?? 0) * 5, trimming, process.plannedBatches)
    return Math.exp(logEvidence(mixture, trimming, process.plannedBatches))
  })
}

describe('vectors of an independent program', () => {
  it.each(vectors.rollback)('(a) one batch %#', (v) => {
    const { a, c } = bestBet(v.nC, v.nB, v.ratio, v.rho0)
    close(a, v.a)
    close(c, v.c)
    close(logWorse(v, v.ratio, { ratio: v.rho0, plus: v.epsilon }), v.logE)
  })

  it.each([...vectors.changePoint, ...vectors.trimmed])('(a) and (g), a whole process %#', (v) => {
    expect(v.ratios).toEqual(ratios)
    const found = run(v)
    expect(found).toHaveLength(v.E.length)
    v.E.forEach((wanted, i) => {
      close(found[i] ?? Number.NaN, wanted)
    })
  })

  it.each(vectors.single)('(d) one version alone %#', (v) => {
    close(logAbove(v.n, v.x, v.ratio, v.upper), v.logE)
  })

  it.each(vectors.safe)('(f) one batch %#', (v) => {
    close(logHarmless(v, v.a, { ratio: v.rho1, plus: v.epsilon }), v.logE)
  })

  it.each(vectors.safeProcess)('(f) a whole proof %#', (v) => {
    let proof = emptyProof
    v.batches.forEach((batch, i) => {
      proof = prove(proof, batch, { ratio: v.rho1, plus: v.epsilon })
      close(Math.exp(logProof(proof)), v.E[i] ?? Number.NaN)
    })
  })

  it.each(vectors.sampleRatio)('sample ratio %#', (v) => {
    close(logBrokenRatio(v.clients, v.canary, v.weight), v.logE)
  })

  it.each(vectors.twoByTwo)('(b) the exact two by two %#', (v) => {
    close(logTwoByTwo(v, v.thetaC, v.thetaB), v.logE)
  })
})
