/**
 * How a request says where its body ends. The gateway writes it anew from what came in: a proxy that takes it off and sends
 * the body all the same makes that body the beginning of the next visitor's request (RFC 9112, section 11.2).
 */
import type { IncomingMessage } from 'node:http'

/** The headers that frame the body on its way on. Without any, there is none. */
export type Framing = { readonly 'content-length'?: string; readonly 'transfer-encoding'?: 'chunked' }

/**
 * Node's parser has refused what contradicts itself; what is left is one length, or one list of codings.
 *
 * @returns null where the end cannot be told beyond doubt, or a coding other than `chunked` is asked for (RFC 9112, section 6.1)
 */
export function framingOf({ headersDistinct, httpVersion }: Pick<IncomingMessage, 'headersDistinct' | 'httpVersion'>): Framing | null {
  const lengths = headersDistinct['content-length'] ?? []
  const codings = headersDistinct['transfer-encoding'] ?? []
  if (codings.length > 0) {
    const isPlain = codings.length === 1 && codings[0]?.trim().toLowerCase() === 'chunked'
    return isPlain && lengths.length === 0 && httpVersion === '1.1' ? { 'transfer-encoding': 'chunked' } : null
  }
  const [length] = lengths
  if (length === undefined) return {}
  return lengths.length === 1 && /^\d+$/.test(length) ? { 'content-length': length } : null
}

export function hasBody(framing: Framing): boolean {
  return framing['transfer-encoding'] !== undefined || framing['content-length'] !== undefined
}
