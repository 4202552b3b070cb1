export interface CookiePair {
  readonly name: string
  /** As in the header, not decoded. */
  readonly value: string
}

/** All pairs of a Cookie header in their order, those of one name too (RFC 6265, section 4.2.1). What has no `=` is left out, as `cookie` does. */
export function cookiePairs(header: string | undefined): CookiePair[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const equals = pair.indexOf('=')
    return equals < 0 ? [] : [{ name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() }]
  })
}
