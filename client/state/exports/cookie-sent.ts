/** The Cookie header of a request, as far as it is known: records hold what the session middleware made of the cookie, and no signature that was right. */
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { MASK } from './masked.js'

/** Values of session cookies as they stand in headers, signature included, by session ID. */
export type KnownCookies = ReadonlyMap<string, string>

/** The session cookie that came with a request. */
export interface CookieSent {
  readonly name: string
  /** As in the header; where its signature is not known, `***` stands for it. */
  readonly value: string
  /** False: something in it is not the real one. */
  readonly isWhole: boolean
}

/** @param known null: nobody asked for real signatures */
export function cookieSent({ cookieIn, options: { name } }: RequestRecord, known: KnownCookies | null): CookieSent | null {
  switch (cookieIn.kind) {
    case 'none':
      return null
    case 'good': {
      const value = known?.get(cookieIn.sessionId)
      return value === undefined ? { name, value: `s%3A${encodeURIComponent(cookieIn.sessionId)}.${MASK}`, isWhole: false } : { name, value, isWhole: true }
    }
    case 'bad-signature':
      return {
        name,
        value: `s%3A${encodeURIComponent(cookieIn.sessionId)}.${cookieIn.signature === MASK ? MASK : encodeURIComponent(cookieIn.signature)}`,
        isWhole: cookieIn.signature !== MASK,
      }
    case 'unsigned':
    case 'malformed':
      return { name, value: cookieIn.value, isWhole: cookieIn.value !== MASK }
  }
}
