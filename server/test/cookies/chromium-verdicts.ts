/** What Chromium did with thousands of Set-Cookie lines (README.md says where that is from), and what our judge says of each, in one form so that the two can be compared. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { JudgedJar } from '../../cookies/judge/judged-jar.js'
import type { CookieAsking, CookieRule, SetCookieVerdict, StoredCookie } from '../../protocol/cookie-verdict.js'

/** A cookie as DevTools shows it. */
export interface SeenCookie {
  readonly name: string
  readonly value: string
  readonly domain: string
  readonly path: string
  /** Whole seconds; with the session: left out. */
  readonly expiresAt?: number
  readonly [field: string]: unknown
}

export interface SeenVerdict {
  readonly id: string
  readonly kind: string
  readonly url: string
  /** What one answer sent, or a script. `@+600` in a date is the moment in 600 s. */
  readonly lines: readonly string[]
  readonly encoding?: 'latin1'
  readonly setup?: readonly { readonly url: string; readonly line: string }[]
  readonly from?: string
  readonly channel?: 'script'
  /** By how many seconds the server's Date header was ahead. */
  readonly dateOffset?: number
  /** Epoch ms. */
  readonly receivedAt: number
  /** `none`: no cookie, and nothing tells whether the line was dropped or over at once. */
  readonly outcome: 'kept' | 'blocked' | 'dropped' | 'expired' | 'removed' | 'nothing' | 'ignored' | 'none'
  readonly blockedReasons?: readonly string[]
  readonly cookie?: SeenCookie
  readonly cookies?: readonly SeenCookie[]
  readonly jar?: readonly SeenCookie[]
  /** The Cookie header as Node has it, a character a byte; with `script:` in front, what document.cookie says. */
  readonly sent?: Readonly<Record<string, string | null>>
  readonly sentFrom?: Readonly<Record<string, string | null>>
}

export function chromiumVerdicts(): readonly SeenVerdict[] {
  const file = new URL('chromium-verdicts.json.gz', import.meta.url)
  return (JSON.parse(gunzipSync(readFileSync(file)).toString()) as { verdicts: SeenVerdict[] }).verdicts
}

/**
 * @param slackSeconds by so much a lifetime that counts from the moment may differ, since the cookie was looked at later
 * @returns what differs, in words; empty: nothing
 */
export function compare(seen: SeenVerdict, slackSeconds = 1): string[] {
  const jar = new JudgedJar()
  const channel = seen.channel ?? 'http'
  const now = seen.receivedAt
  for (const { url, line } of seen.setup ?? []) jar.receive({ line, url, asking: ownPage('http'), serverDate: null, now: now - 1000 })
  const before = jar.list(now)
  const asking = askingOf(seen.from, seen.url, channel)
  const serverDate = seen.dateOffset === undefined ? null : now + seen.dateOffset * 1000
  const verdicts = seen.lines.map((each) => jar.receive({ line: decoded(each, seen), url: seen.url, asking, serverDate, now }))
  const after = jar.list(now)
  const differs: string[] = []
  const differ = (what: string, ours: unknown, theirs: unknown) => {
    if (JSON.stringify(ours) !== JSON.stringify(theirs))
      differs.push(`${what}: ${JSON.stringify(ours)?.slice(0, 300)}, not ${JSON.stringify(theirs)?.slice(0, 300)}`)
  }
  const outcome = outcomeOf(verdicts, before, after, seen)
  differ('outcome', seen.outcome === 'none' && (outcome === 'dropped' || outcome === 'expired') ? 'none' : outcome, seen.outcome)
  differ('reasons', reasonsOf(verdicts, channel), [...(seen.blockedReasons ?? [])].sort())
  const kept = after.filter((cookie) => !before.includes(cookie))
  const theirs = seen.cookies ?? (seen.cookie ? [seen.cookie] : [])
  differ('cookies', inOrder(timesOf(kept.map(asSeen), theirs, slackSeconds)), inOrder(theirs))
  if (seen.jar) differ('jar', inOrder(timesOf(after.map(asSeen), seen.jar, slackSeconds)), inOrder(seen.jar))
  for (const [to, header] of Object.entries(seen.sent ?? {})) {
    const isScript = to.startsWith('script:')
    const ours = jar.header(to.replace('script:', ''), ownPage(isScript ? 'script' : 'http'), now)
    differ(`sent to ${to}`, isScript ? (ours ?? '') : ours && Buffer.from(ours).toString('latin1'), header)
  }
  for (const [from, header] of Object.entries(seen.sentFrom ?? {}))
    differ(`sent from ${from}`, jar.header(seen.url, askingOf(from, seen.url, 'http'), now), header)
  return differs
}

function ownPage(channel: CookieAsking['channel']): CookieAsking {
  return { channel, by: 'fetch', method: 'GET', page: null }
}

function askingOf(from: string | undefined, url: string, channel: CookieAsking['channel']): CookieAsking {
  const { protocol, hostname } = new URL(url)
  const elsewhere = 'https://elsewhere.example'
  const otherScheme = `${protocol === 'https:' ? 'http' : 'https'}://${hostname}/`
  switch (from) {
    case 'cross-site-fetch':
      return { channel, by: 'fetch', method: 'GET', page: elsewhere }
    case 'cross-site-frame':
      return { channel, by: 'frame', method: 'GET', page: elsewhere }
    case 'cross-site-link':
      return { channel, by: 'navigation', method: 'GET', page: elsewhere }
    case 'cross-site-post':
      return { channel, by: 'navigation', method: 'POST', page: elsewhere }
    case 'other-scheme-fetch':
      return { channel, by: 'fetch', method: 'GET', page: otherScheme }
    case 'navigation':
      return { channel, by: 'navigation', method: 'GET', page: null }
    default:
      return ownPage(channel)
  }
}

/** As the wire brings it: bytes, which Chromium reads as UTF-8; dates that count from the moment. */
function decoded(line: string, { encoding, receivedAt }: SeenVerdict): string {
  const text = encoding === 'latin1' ? Buffer.from(line, 'latin1').toString('utf8') : line
  return text.replace(/@([+-]\d+)/g, (_all, seconds: string) => new Date(receivedAt + Number(seconds) * 1000).toUTCString())
}

function outcomeOf(
  verdicts: readonly SetCookieVerdict[],
  before: readonly StoredCookie[],
  after: readonly StoredCookie[],
  { channel, setup }: SeenVerdict,
): string {
  if (after.some((cookie) => !before.includes(cookie))) return 'kept'
  const last = verdicts.at(-1)
  if (last?.outcome === 'refused') {
    if (last.rules[0].code === 'nul') return 'ignored'
    if (setup && channel === 'script') return 'nothing'
    return reasonsOf([last], channel ?? 'http').length > 0 ? 'blocked' : 'dropped'
  }
  if (setup) return before.length > after.length ? 'removed' : 'nothing'
  return verdicts.length > 1 ? 'ignored' : 'expired'
}

/** As DevTools names them; a script is told none. */
function reasonsOf(verdicts: readonly SetCookieVerdict[], channel: CookieAsking['channel']): string[] {
  const rules = verdicts.flatMap((verdict) => (verdict.outcome === 'refused' && channel === 'http' ? verdict.rules : []))
  return rules
    .map(nameInDevTools)
    .filter((name) => name !== null)
    .sort()
}

function nameInDevTools(rule: CookieRule): string | null {
  switch (rule.code) {
    case 'no-name-and-value':
      return 'NoCookieContent'
    case 'control-character':
      return 'DisallowedCharacter'
    case 'too-large':
      return 'NameValuePairExceedsMaxSize'
    case 'domain-unreadable':
    case 'other-domain':
    case 'public-suffix':
      return 'InvalidDomain'
    case 'prefix':
    case 'hidden-prefix':
      return 'InvalidPrefix'
    case 'secure-over-http':
      return 'SecureOnly'
    case 'none-without-secure':
      return 'SameSiteNoneInsecure'
    case 'cross-site':
      return rule.given === null ? 'SchemefulSameSiteUnspecifiedTreatedAsLax' : `SchemefulSameSite${rule.given}`
    case 'would-overwrite-secure':
      return 'OverwriteSecure'
    case 'third-party-blocked':
      return 'ThirdPartyPhaseout'
    case 'nul':
    case 'no-credentials':
    case 'nameless-with-equals':
    case 'partitioned-without-secure':
    case 'partitioned-over-http':
    case 'http-only-by-script':
    case 'would-overwrite-http-only':
      return null
  }
}

function asSeen(cookie: StoredCookie): SeenCookie {
  const { name, value, domain, hostOnly, path, expiresAt, secure, httpOnly, sameSite, partition, priority, sourceScheme, sourcePort } = cookie
  // DevTools shows a name or a value that is not UTF-8 as empty.
  const shown = (text: string) => (text.includes('\ufffd') ? '' : text)
  return {
    name: shown(name),
    value: shown(value),
    domain,
    hostOnly,
    path,
    session: expiresAt === null,
    ...(expiresAt !== null && { expiresAt: expiresAt / 1000 }),
    secure,
    httpOnly,
    sameSite,
    partitioned: partition !== null,
    priority,
    sourceScheme,
    sourcePort,
    ...(partition && { partitionKey: partition }),
  }
}

/** Seconds, exact where the line has a date. What counts from the moment was noted a little later than it was received, and in whole seconds. */
function timesOf(cookies: readonly SeenCookie[], theirs: readonly SeenCookie[], slackSeconds: number): readonly SeenCookie[] {
  return cookies.map((cookie) => {
    const same = theirs.find(({ name, path, domain }) => name === cookie.name && path === cookie.path && domain === cookie.domain)
    const [ours, seen] = [cookie.expiresAt, same?.expiresAt]
    const isNear = ours !== undefined && seen !== undefined && !Number.isInteger(ours) && Math.abs(ours - seen) <= slackSeconds
    return isNear ? { ...cookie, expiresAt: seen } : cookie
  })
}

function inOrder(cookies: readonly SeenCookie[]): readonly string[] {
  return cookies.map(({ expiresIn: _, ...cookie }) => JSON.stringify(cookie)).sort()
}
