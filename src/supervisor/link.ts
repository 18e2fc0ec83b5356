import type { SendHandle } from 'node:child_process'
import { ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import type { SocketMessage } from '../ports/supervision.ts'
import type { Holder } from './holder.ts'
import type { TcpHandle } from './sockets.ts'

/** One end of an IPC channel: a child, or this process where its parent is the other end. */
export type Endpoint = {
  on(event: 'message', hear: (message: unknown, handle: unknown) => void): unknown
  once(event: 'disconnect' | 'exit', hear: () => void): unknown
  send?(message: object, handle?: SendHandle, options?: object, sent?: (error: Error | null) => void): boolean
  readonly connected?: boolean
}

/** Sends a message with a socket, which stays ours too; a channel that broke meanwhile swallows it. */
export const post = (endpoint: Endpoint, message: SocketMessage, handle?: TcpHandle): void => {
  if (endpoint.connected !== true) return
  try {
    endpoint.send?.(message, handle as unknown as SendHandle | undefined, {}, () => undefined)
  } catch {
    // The channel broke between the question and the call: whoever opens the next one asks again.
  }
}

/** Gives the data plane the sockets that it asks for, and keeps those that it hands back. */
export const serveSockets = (endpoint: Endpoint, holder: Holder, asked: (address: string) => void): void => {
  endpoint.on('message', (message, handle) => {
    const words = message as Partial<Record<'want' | 'drop' | 'socket', unknown>>
    if (typeof words.want === 'string') {
      asked(words.want)
      answer(endpoint, holder, words.want)
    } else if (typeof words.drop === 'string') holder.dropPublic(words.drop)
    else if (typeof words.socket === 'string' && isHandle(handle)) holder.take(words.socket, handle)
  })
}

const answer = (endpoint: Endpoint, holder: Holder, address: string): void => {
  try {
    post(endpoint, { socket: address }, holder.hold(address))
  } catch (error) {
    const problem =
      error instanceof ProblemError
        ? error.problems[0]
        : { code: 'unexpected' as const, kind: 'failed' as const, message: same(String(error)) }
    post(endpoint, { socket: address, ...(problem === undefined ? {} : { problem }) })
  }
}

export const isHandle = (value: unknown): value is TcpHandle =>
  typeof value === 'object' && value !== null && typeof (value as { close?: unknown }).close === 'function'
