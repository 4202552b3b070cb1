/**
 * DNS rebinding: a page of another origin can make its own name point at 127.0.0.1, but not change the Host header that
 * the browser sends. So each of our servers answers to its exact Host:port only, and to what was added by hand.
 */
import { hostname, networkInterfaces } from 'node:os'
import { inUrl } from '../launch/own-machine.js'

const EVERY_ADDRESS = ['0.0.0.0', '::']

export class AllowedHosts {
  readonly #port: number
  readonly #own: ReadonlySet<string>
  /** Reached through something in front, which may speak https. */
  readonly #added: ReadonlySet<string>

  /**
   * @param host what the server listens on
   * @param added `NAME` or `NAME:PORT`, in lower case
   */
  constructor(host: string, port: number, added: readonly string[] = []) {
    const own = ['localhost', '127.0.0.1', '::1', ...(EVERY_ADDRESS.includes(host) ? addressesOfThisMachine() : [host])]
    this.#port = port
    // A browser leaves the default port out.
    this.#own = new Set(own.flatMap(spellings).flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
    // A name alone is that name at the default port, and at this server's.
    this.#added = new Set(added.flatMap((entry) => (hasPort(entry) ? [entry] : [entry, `${entry}:${port}`])))
  }

  allows(header: string | undefined): boolean {
    return header !== undefined && (this.#own.has(header.toLowerCase()) || this.isAdded(header))
  }

  /** Was it added by hand? */
  isAdded(header: string | undefined): boolean {
    return header !== undefined && this.#added.has(header.toLowerCase())
  }

  /** Is it the origin of a page of this very server? What the request says about the scheme in front of us is not asked: anybody can write that. */
  allowsOrigin(header: string | undefined): boolean {
    const [, scheme, host] = /^(https?):\/\/(.*)$/i.exec(header ?? '') ?? []
    return scheme?.toLowerCase() === 'https' ? this.isAdded(host) : this.allows(host)
  }

  /**
   * For a Content-Security-Policy. Its grammar has no IPv6 addresses (CSP 3, section 2.3.1, host-char), so a page at one of them is given every host
   * at this port instead.
   *
   * @param pageHost Host header of the page that the policy is for
   */
  sources(scheme: 'http' | 'ws', pageHost?: string): string[] {
    const own = [...this.#own].filter((host) => !host.startsWith('[')).map((host) => `${scheme}://${host}`)
    const added = [...this.#added].filter((host) => !host.startsWith('[')).flatMap((host) => [`${scheme}://${host}`, `${scheme}s://${host}`])
    return [...own, ...added, ...(isIpv6(pageHost) ? [`${scheme}://*:${this.#port}`] : [])]
  }
}

export function isIpv6(host: string | undefined): boolean {
  return host?.startsWith('[') === true
}

function hasPort(entry: string): boolean {
  return /:\d+$/.test(entry) && !entry.endsWith(']')
}

function addressesOfThisMachine(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return [hostname().toLowerCase(), ...addresses.filter((entry) => !entry.address.startsWith('fe80:')).map((entry) => entry.address)]
}

/** As it was given, and as a browser writes it: `::ffff:127.0.0.1` becomes `[::ffff:7f00:1]` (URL standard, IPv6 serializer). */
function spellings(address: string): string[] {
  const given = (address.startsWith('[') ? address : inUrl(address)).toLowerCase()
  return [...new Set([given, URL.canParse(`http://${given}`) ? new URL(`http://${given}`).hostname : given])]
}
