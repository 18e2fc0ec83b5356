import type { Problem } from '../kernel/problem.ts'
import * as words from './messages.ts'

const offending = /^Offending .*? in (.+):(\d+)\s*$/m
const unreachable =
  /Connection refused|timed out|Connection reset|Connection closed by|No route to host|Network is unreachable|Could not resolve hostname|Name or service not known|Temporary failure in name resolution|kex_exchange_identification|banner exchange|Broken pipe|not responding/i

/** What ssh said about itself, without its banners, at most a few lines. */
const lastWords = (said: string): string =>
  said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(@|Warning: Permanently added|Pseudo-terminal)/.test(line))
    .slice(-3)
    .join(' / ')
    .slice(0, 400)

/**
 * What is wrong when no bridge answered: from ssh's exit code and its standard error, which OpenSSH writes in English
 * whatever the language.
 */
export const explainSsh = (server: string, code: number | null, said: string): Problem => {
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|host key .* has changed/i.test(said)) {
    const [, file, line] = offending.exec(said) ?? []
    return words.hostKeyChanged(server, file ?? null, line === undefined ? null : Number(line))
  }
  if (/Host key verification failed|No .* host key is known/i.test(said)) return words.hostKeyUnknown(server)
  if (
    /Permission denied|Too many authentication failures|no such identity|invalid format|error in libcrypto/i.test(
      said,
    )
  )
    return words.denied(server, lastWords(said))
  if (code === 127 || /ecluse: (command )?not found/.test(said)) return words.notThere(server)
  // Killed, or cut before it could say why.
  const speechless = code === null || (code === 255 && lastWords(said) === '')
  if (speechless || unreachable.test(said)) return words.notReached(server, lastWords(said))
  return words.sshFailed(server, code, lastWords(said))
}
