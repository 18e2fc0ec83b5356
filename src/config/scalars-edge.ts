import { parseListen } from './scalars.ts'

/** Readers of single values of an edge. Each gives undefined for what it cannot read; none throws. */

/** A host name in lower case, without the last dot; no address, no port, no pattern. */
export const parseHost = (words: string): string | undefined => {
  const host = words.toLowerCase().replace(/\.$/, '')
  if (host.length > 253 || /^[\d.]+$/.test(host)) return undefined
  return host.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
    ? host
    : undefined
}

const units = { B: 1, KB: 1_024, MB: 1_048_576, GB: 1_073_741_824 } as const

/** `32KB`, `1.5 GB`: bytes; 1 KB is 1,024 bytes. */
export const parseSize = (words: string): number | undefined => {
  const found = /^(\d{1,6}(?:\.\d{1,3})?) ?(B|KB|MB|GB)$/i.exec(words.trim())
  const unit = found?.[2]?.toUpperCase() as keyof typeof units | undefined
  if (found?.[1] === undefined || unit === undefined) return undefined
  const bytes = Math.round(Number(found[1]) * units[unit])
  return bytes >= 1 ? bytes : undefined
}

/** `10.0.0.0/8`, `192.0.2.7`, `fd00::/8`: an address or a network. */
export const parseNetwork = (words: string): string | undefined => {
  const [address = '', bits, ...more] = words.trim().split('/')
  const six = address.includes(':')
  const listen = parseListen(six ? `[${address}]:1` : `${address}:1`)
  if (listen === undefined || more.length > 0 || address === 'localhost') return undefined
  if (bits === undefined) return address
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (six ? 128 : 32)) return undefined
  return `${address}/${Number(bits)}`
}

/** Whether `domain` is the host itself or stands above it. */
export const isBelow = (host: string, domain: string): boolean =>
  host === domain || host.endsWith(`.${domain}`)
