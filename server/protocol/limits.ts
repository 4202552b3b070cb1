/**
 * Bounds on what can be asked for, and on what is kept to be shown. Both ends go by them, the reducer among them, so they stand here
 * and not in server/config.ts, which hands them on with all the other numbers.
 */
export const LIMITS = Object.freeze({
  /** Lesson servers. */
  instances: 2,
  minHeapLimitMb: 64,
  maxHeapLimitMb: 512,
  crowdUsers: 1_000_000,
  crowdUsersPerSecond: 10_000,
  crowdCartItems: 200,
  crowdRuns: 8,
  runPoints: 300,
  virtualBrowsers: 8,
  /** Real browsers beside the one in the frame; for another one, the one that was silent longest is no longer followed. */
  visitors: 6,
  /** Browsers that are no longer followed, and whose rows keep their name and colour. */
  formerBrowsers: 32,
  nameLength: 40,
  /** Requests that one browser sends at once. */
  togetherRequests: 6,
  /** Visits that come without a cookie, one after the other, as of a health check or a crawler. */
  visitsWithoutCookies: 50,
  /** Of a trace: what it repeats, by how many browsers, and how long it waits before an act at most. */
  traceActs: 200,
  traceBrowsers: 8,
  tracePauseMs: 10 * 60_000,
  /** Sides of one comparison: the cells of a table of three options; and answers of all of them together. */
  sides: 8,
  sideAnswers: 600,
  /** How many times faster than it happened a trace is repeated at most. */
  traceSpeed: 60,
  /** How long repeating takes at most, pauses included. */
  sideBySideMs: 2 * 60_000,
  /** Of a form as a request sends it. */
  formCharacters: 500,
  /** Of a path in the shop that somebody asks for. */
  pathCharacters: 200,
  /** Of a trace as a link, the address before it included. */
  linkCharacters: 8_192,
  /** Of what somebody pastes as a link: whitespace and the text around it included. */
  pastedCharacters: 32 * 1024,
  /** Of the same, unpacked. */
  linkBytes: 128 * 1024,
  searchLength: 200,
  /** Of a Set-Cookie line of one's own: above what a browser takes, so that this can be tried. */
  lineCharacters: 5_000,
  /** How long it waits for the browser to ask for a page. */
  lineTrialMs: 30_000,
  sessionsPerPage: 200,
  /** Documents that one search looks at before it says "there may be more". */
  searchScan: 200_000,
  /** And how long it looks, so that it answers within GATEWAY.answerWithinMs. */
  searchMs: 2_500,
  timelineRows: 500,
  memorySamples: 600,
  /** Documents of sessions that are remembered. */
  documents: 32,
  /** Size of one command as JSON. */
  commandBytes: 64 * 1024,
  /** That sign or verify cookies at a time. */
  secrets: 8,
  /** Of a session option that is a text. */
  optionCharacters: 100,
  /** Of a fault: how long each call of the store is delayed at most. A log-in makes three, and is to end within GATEWAY.answerWithinMs. */
  wireDelayMs: 1_000,
  /** How long a fault lasts that may lock somebody out, unless it is undone before. */
  faultMs: 10 * 60_000,
  /** The same of one with which nobody gets through. */
  outageMs: 2 * 60_000,
  /** How long the proxy's cache keeps a page at most. */
  cacheSeconds: 120,
  /** Of a request as it comes to the proxy; a limit that somebody sets is below. */
  headerBytes: 16 * 1024,
  minMaxAgeMs: 1_000,
  /** Browsers cap Max-Age at 400 days (draft-ietf-httpbis-rfc6265bis, section 5.5). */
  maxMaxAgeMs: 400 * 24 * 3600 * 1000,
  /** Share of the machine's memory that stays free whatever is asked for. */
  freeMemoryShare: 0.25,
})

/** How much of what has happened is held one by one, by the log and by a page that goes back in it. */
export interface LogLimits {
  /** Readings not among them; the oldest are folded into the state that the log begins with. */
  readonly events: number
  readonly bytes: number
  /** Readings come many a second, and have a bound of their own. */
  readonly readings: number
  /** Events from one state that is kept to the next: the longest way to the state at any of them. */
  readonly segment: number
  /** Of readings that are older than `afterMs`, one every `everyMs` is kept. The youngest age first. */
  readonly thinning: readonly { readonly afterMs: number; readonly everyMs: number }[]
}

export const LOG: LogLimits = Object.freeze({
  events: 20_000,
  bytes: 64 * 1024 * 1024,
  readings: 6_000,
  segment: 50,
  thinning: Object.freeze([
    { afterMs: 60_000, everyMs: 1_000 },
    { afterMs: 600_000, everyMs: 10_000 },
  ]),
})
