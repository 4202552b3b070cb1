import type { SessionOptions } from '../../protocol/session-options.js'
import type { KeptCookie } from './cookie-jar.js'

/** Names that are for HttpOnly cookies only. */
const HTTP_PREFIX = /^__(?:Host-)?Http-/i

/**
 * Set-Cookie lines on which a browser removes a cookie. It does so only where name, path and domain are those of the line that made it, and where the line
 * may change that cookie at all: a prefix asks for its attributes here too, and a partitioned one is found by `Partitioned` only.
 *
 * @param options in force: where nobody knows the line that made it, it was most likely made with these
 */
export function removalsOf({ name, attributes }: KeptCookie, options: Pick<SessionOptions, 'path' | 'domain'>): readonly string[] {
  if (attributes !== null) {
    const { path, domain, secure, partitioned } = attributes
    return [lineOf(name, path ?? '/', domain, [secure && 'Secure', HTTP_PREFIX.test(name) && 'HttpOnly', partitioned && 'Partitioned'])]
  }
  const paths = [...new Set(['/', options.path])]
  const domains = [...new Set([null, options.domain])]
  return paths.flatMap((path) => domains.map((domain) => lineOf(name, path, domain, [])))
}

function lineOf(name: string, path: string, domain: string | null, flags: readonly (string | false)[]): string {
  const parts = [`${name}=`, `Path=${path}`, domain !== null && `Domain=${domain}`, 'Max-Age=0', ...flags]
  return parts.filter((part) => part !== false).join('; ')
}
