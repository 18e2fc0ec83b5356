/** ln gamma(x) by Stirling's series, good to a rounding error from 15 on. */
const stirling = (x: number): number => {
  const inverse = 1 / (x * x)
  const series =
    1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188))))
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series / x
}

/** Natural log of the gamma function, x > 0 (Abramowitz and Stegun 6.1.41, shifted by the recurrence). */
export const logGamma = (x: number): number => {
  let product = 1
  let at = x
  while (at < 15) {
    product *= at
    at += 1
  }
  return stirling(at) - Math.log(product)
}

/** Natural log of the beta function, a and b > 0. */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** P(a, x), the regularised lower incomplete gamma function, by its series; good for x < a + 1. */
const lowerGamma = (a: number, x: number): number => {
  let term = 1 / a
  let sum = term
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n)
    sum += term
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a))
}

/** Q(a, x) = 1 - P(a, x), by Lentz's continued fraction (Numerical Recipes 6.2); good for x >= a + 1. */
const upperGamma = (a: number, x: number): number => {
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return h * Math.exp(a * Math.log(x) - x - logGamma(a))
}

/** P(X <= count) for a Poisson X of this mean > 0. */
export const poissonAtMost = (count: number, mean: number): number =>
  mean < count + 2 ? 1 - lowerGamma(count + 1, mean) : upperGamma(count + 1, mean)

const normal99 = 2.3263478740408408
const exactUpTo = 100_000

/**
 * The exact 99 % upper bound of a Poisson mean after `count` events (Garwood 1936): the mean under which so few
 * have 1 % chance. Beyond 100,000 events by Wilson and Hilferty's cube, then right to 1e-7 relative.
 */
export const poissonUpper = (count: number): number => {
  const shape = count + 1
  const cube = shape * (1 - 1 / (9 * shape) + normal99 / (3 * Math.sqrt(shape))) ** 3
  if (count > exactUpTo) return cube
  let [below, above] = [shape / 2, cube * 2 + 5]
  for (let i = 0; i < 200 && below < above; i++) {
    const middle = (below + above) / 2
    if (middle === below || middle === above) break
    if (poissonAtMost(count, middle) > 0.01) below = middle
    else above = middle
  }
  return above
}
