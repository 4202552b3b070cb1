/**
 * DNS rebinding: a page of another origin can make its own name point at 127.0.0.1, but not change the Host header that
 * the browser sends. So each of our servers answers to its exact Host:port only.
 */
import { hostname, networkInterfaces } from 'node:os'

const EVERY_ADDRESS = ['0.0.0.0', '::']

export class AllowedHosts {
  readonly #hosts: ReadonlySet<string>

  constructor(host: string, port: number) {
    const own = ['localhost', '127.0.0.1', '::1', ...(EVERY_ADDRESS.includes(host) ? addressesOfThisMachine() : [host])]
    // A browser leaves the default port out.
    this.#hosts = new Set(own.map(bracketed).flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
  }

  allows(header: string | undefined): boolean {
    return header !== undefined && this.#hosts.has(header.toLowerCase())
  }

  /** Is it the origin of a page of this very server? */
  allowsOrigin(header: string | undefined): boolean {
    return header !== undefined && /^http:\/\//i.test(header) && this.allows(header.slice('http://'.length))
  }

  /** For a Content-Security-Policy, whose grammar has no IPv6 addresses (CSP 3, section 2.3.1, host-char). */
  sources(scheme: 'http' | 'ws'): string[] {
    return [...this.#hosts].filter((host) => !host.startsWith('[')).map((host) => `${scheme}://${host}`)
  }
}

function addressesOfThisMachine(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return [hostname().toLowerCase(), ...addresses.filter((entry) => !entry.address.startsWith('fe80:')).map((entry) => entry.address)]
}

function bracketed(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address.toLowerCase()}]` : address.toLowerCase()
}
