/** Below which path a cookie is sent (RFC 6265bis, sections 5.1.4 and 5.6.4): what tough-cookie does as Chromium does. */
import { defaultPath, pathMatch } from 'tough-cookie'

/** "If the attribute-value is empty or its first character is not "/", let cookie-path be the default-path". */
export function readPath(attribute: string | undefined, url: URL): string {
  return attribute?.startsWith('/') ? attribute : defaultPath(url.pathname)
}

export function pathMatches(requestPath: string, cookiePath: string): boolean {
  return pathMatch(requestPath, cookiePath)
}
