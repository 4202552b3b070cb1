/** Reads an address from the environment, says how it may be shown, and has what is secret in it taken out of every text. */
import { keepSecrets } from '../../redact.js'

export type ReadAddress =
  /** `place`: host and port, for a sentence; to be shown only once somebody was found there, as with `shown` */
  { readonly ok: true; readonly shown: string; readonly place: string } | { readonly ok: false }

/** Of a database: what needs no escaping in any of them. */
const NAME = /^\/?[\w.-]*$/

/**
 * A password that was not percent-encoded makes an address that reads differently than it was meant, and what looks like a host may be a part of it. So what
 * is odd in any way is refused, and the whole is built anew from host, port and database.
 *
 * @param schemes without the colon
 * @param defaultPort where the address has none
 */
export function readServedAddress(text: string, schemes: readonly string[], defaultPort: number): ReadAddress {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return { ok: false }
  }
  const scheme = url.protocol.slice(0, -1)
  if (!schemes.includes(scheme) || !/^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(url.hostname) || !NAME.test(url.pathname)) return { ok: false }
  // A `#` or a `?` of a password would have ended the host.
  if (url.hash !== '' || url.search.includes('@')) return { ok: false }
  const place = `${url.hostname}:${url.port === '' ? defaultPort : url.port}`
  const credentials = url.username === '' && url.password === '' ? '' : '***@'
  return { ok: true, place, shown: `${scheme}://${credentials}${place}${url.pathname === '/' ? '' : url.pathname}` }
}

/** Users that programs are set up with: their names stand in many a text, and say nothing. */
const USUAL_USERS: ReadonlySet<string> = new Set(['sessionscope', 'postgres', 'root', 'default'])

/** From now on no text of this process holds what is secret in it: as `keepSecrets`, but that the name of a usual user is none. */
export function keepServedSecrets(address: string | null): void {
  if (address === null) return
  let url: URL | null = null
  try {
    url = new URL(address)
  } catch {
    // Then each reading of it counts.
  }
  if (url === null || !USUAL_USERS.has(url.username)) keepSecrets(address)
  else if (url.password !== '') keepSecrets(`${url.protocol}//:${url.password}@${url.host}`)
}
