import { BlockList, isIP } from 'node:net'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/**
 * Can only this machine reach who listens on the address? Then whoever is given the page may have the token with it; otherwise nobody may.
 *
 * @param host as `--host` takes it; a name other than `localhost` may lead anywhere
 */
export function isOwnMachine(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(address)
  if (family === 0) return address.toLowerCase() === 'localhost'
  return LOOPBACK.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Addresses that `localhost` reaches, in a browser at this machine. */
const AS_LOCALHOST: readonly string[] = ['127.0.0.1', '0.0.0.0', '::', '::1']

/** How an address stands in a URL: IPv6 in brackets (RFC 3986, section 3.2.2). */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** What a browser on this machine is given to open, without a port. @param host as `--host` takes it, without brackets */
export function hostToOpen(host: string): string {
  return AS_LOCALHOST.includes(host) ? 'localhost' : inUrl(host)
}
