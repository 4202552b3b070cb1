import type { IncomingMessage } from 'node:http'

/** Did a request come over TLS, to an address that ends it? What a request says about that itself is not asked. */
export function isOverTls({ socket }: Pick<IncomingMessage, 'socket'>): boolean {
  return 'encrypted' in socket && socket.encrypted === true
}
