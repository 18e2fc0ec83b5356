/**
 * Node's `http` without undici: an ES import of it asks for each of its exports, and `WebSocket` among them loads
 * undici (measured: 12 MB of RSS and 34 ms of CPU in every process). Types come from `node:http` itself.
 */
export const { Agent, createServer, request, ServerResponse } = process.getBuiltinModule('node:http')
