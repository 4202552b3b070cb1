/** Names under which a tunnel, a forwarded port or a container shows the two servers: what is written on the command line, and what is suggested. */

/** A name or an IPv4 address, or an IPv6 address in brackets; then a port. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/

/**
 * Reads one name as it is written in `--allow-host`; the whole address may stand there too.
 *
 * @returns `NAME` or `NAME:PORT` in lower case, as a Host header has it; null when it is neither
 */
export function readHost(text: string): string | null {
  const host = text.trim().toLowerCase()
  if (/^https?:\/\//.test(host)) return readOrigin(host) && new URL(host).host
  return HOST.test(host) ? host : null
}

/** @returns `https://NAME`, `http://NAME:PORT`; null when it is not the address of a server */
export function readOrigin(text: string): string | null {
  try {
    const { protocol, host, origin, pathname, search, username } = new URL(text.trim())
    return /^https?:$/.test(protocol) && HOST.test(host) && pathname === '/' && search === '' && username === '' ? origin : null
  } catch {
    return null
  }
}

export interface Ports {
  readonly dashboardPort: number
  readonly shopPort: number
}

/**
 * The line that lets a name in which was just refused. What forwards ports commonly writes them into the name (`NAME-4000.example`), so the shop's
 * address is guessed from the dashboard's, and stands in the line for the reader to see and correct.
 *
 * @returns null when the Host header is no name: nothing else of a stranger is repeated in a line to copy
 */
export function lineThatAllows(header: string | undefined, server: 'dashboard' | 'shop', { dashboardPort, shopPort }: Ports): string | null {
  const host = readHost(header ?? '')
  if (host === null || /^https?:/.test(header ?? '')) return null
  const shop = new RegExp(`(?<!\\d)${dashboardPort}(?!\\d)`)
  const line = `npm start -- --allow-host ${host}`
  if (server === 'shop' || !shop.test(host)) return line
  const hasPort = /:\d+$/.test(host)
  return hasPort && !shop.test(host.replace(/:\d+$/, '')) ? line : `${line} --shop-url ${hasPort ? 'http' : 'https'}://${host.replace(shop, String(shopPort))}`
}
