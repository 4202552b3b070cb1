const MAX_CHARACTERS = 40

/** The program's own name: the first product of a User-Agent header (RFC 9110, section 10.1.5), `curl` of "curl/8.5 (x86_64)"; empty where there is none. */
export function agentName(userAgent: string | undefined): string {
  return /^[!#$%&'*+.^_`|~\w-]+/.exec(userAgent ?? '')?.[0].slice(0, MAX_CHARACTERS) ?? ''
}
