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
