import { ProblemError } from '../kernel/problem.ts'
import type { SecretPlace } from '../ports/vault.ts'
import { empty, notText, tooLarge } from './messages.ts'

/** Bytes of a value: a process is given its environment in pages of the kernel's, 128 KiB a variable (execve(2)). */
export const longestValue = 65_536

/** Bytes as a value: without their last line break. Throws `secret-empty`, `secret-not-text`, `secret-too-large`. */
export const textIn = (place: SecretPlace, bytes: Uint8Array): string => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new ProblemError(notText(place))
  }
  return checkValue(place, text.replace(/\r?\n$/, ''))
}

/** Refuses what no variable can hold. */
export const checkValue = (place: SecretPlace, value: string): string => {
  if (value.trim() === '') throw new ProblemError(empty(place))
  if (value.includes('\0')) throw new ProblemError(notText(place))
  if (Buffer.byteLength(value) > longestValue) throw new ProblemError(tooLarge(place, longestValue))
  return value
}
