import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const standingRelease = (release: number | null, weight: number): Text =>
  say(
    (f) => (release === null ? 'of no known release' : `release ${release}   ${f.percent(weight / 100)}`),
    (f) => (release === null ? 'd’aucune version connue' : `version ${release}   ${f.percent(weight / 100)}`),
  )
export const standingInstance = (
  name: string,
  state: string,
  pid: number | null,
  port: number | null,
): Text => {
  const place = [...(pid === null ? [] : [`pid ${pid}`]), ...(port === null ? [] : [`127.0.0.1:${port}`])]
  const words = [`  ${name}`, state, ...place].join('   ')
  return { en: words, fr: words }
}
export const standingEdge = (addresses: readonly string[]): Text =>
  say(
    (f) => (addresses.length === 0 ? 'nothing listens' : `listening on ${f.list(addresses)}`),
    (f) => (addresses.length === 0 ? 'rien n’écoute' : `à l’écoute sur ${f.list(addresses)}`),
  )
export const standingTail = (release: number): Text => ({
  en: `release ${release} was left; it keeps running until take-back`,
  fr: `la version ${release} a été quittée ; elle continue de tourner jusqu’à take-back`,
})

export const badWay = (given: string): Problem => ({
  code: 'bad-option',
  kind: 'usage',
  message: { en: `--to ${given} is no way to go on`, fr: `--to ${given} n’est pas une façon de continuer` },
  expected: { en: 'returning or moving', fr: 'returning ou moving' },
  todo: {
    en: 'returning goes back to the release before; moving goes on',
    fr: 'returning revient à la version précédente ; moving continue',
  },
})
