/**
 * A trace as a link: `http://localhost:4000/#try=bBASE64URL`. What stands behind the `#` never leaves the browser that opens it. The first letter is the
 * version, the rest the trace as JSON, packed by raw DEFLATE (RFC 1951) and written in base64url without padding (RFC 4648, section 5).
 * The page packs; the sandbox unpacks what comes from elsewhere, and holds it against the schema (server/supervisor/commands/link-commands.ts).
 */
import { LIMITS } from './limits.js'
import { type Trace, withoutActs } from './trace.js'

/** Of the form and of the trace in it, whose versions go up together: one that is not known is refused by name. */
export const LINK_VERSION = 'b'

/** Those that can be read: `a` holds a trace of version 1, `b` one of version 2, both in the same form. */
export const LINK_VERSIONS: readonly string[] = ['a', LINK_VERSION]

/** What stands before the code in an address. */
export const LINK_MARK = '#try='

/** A trace as the code that stands behind the mark. */
async function packTrace(trace: Trace): Promise<string> {
  const packed = new Blob([JSON.stringify(trace)]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return LINK_VERSION + base64url(new Uint8Array(await new Response(packed).arrayBuffer()))
}

/** The code in what somebody pasted: a whole address, or the code alone; mail programs break lines in it. */
export function linkCodeIn(text: string): string {
  const compact = text.replace(/\s+/g, '')
  const place = compact.indexOf(LINK_MARK)
  return place < 0 ? compact : compact.slice(place + LINK_MARK.length)
}

export interface TraceLink {
  readonly link: string
  /** What is in it: the same, or with the newest acts only. */
  readonly trace: Trace
  /** How many of the oldest acts were left out, since the link would have been longer than LIMITS.linkCharacters. */
  readonly leftOut: number
}

/**
 * The link to a trace, with as many of its newest acts as there is room for.
 *
 * @param origin of the dashboard that it leads to: `http://localhost:4000`
 * @returns null: there is no room for a single act
 */
export async function linkTo(trace: Trace, origin: string): Promise<TraceLink | null> {
  const linkOf = async (given: Trace) => `${origin}/${LINK_MARK}${await packTrace(given)}`
  let fits: TraceLink | null = null
  // The length grows with the acts, if not by the same each: halving finds the longest end that fits.
  let isFirst = true
  let [low, high] = [0, trace.acts.length - 1]
  while (low <= high) {
    const leftOut: number = isFirst ? 0 : Math.floor((low + high) / 2)
    isFirst = false
    const end = newestActs(trace, leftOut)
    const link = await linkOf(end)
    if (link.length <= LIMITS.linkCharacters) {
      fits = { link, trace: end, leftOut }
      if (leftOut === 0) return fits
      high = leftOut - 1
    } else low = leftOut + 1
  }
  return fits
}

/** The same without its oldest acts, and without the browsers that no longer act. */
function newestActs(trace: Trace, leftOut: number): Trace {
  if (leftOut === 0) return trace
  const acts = withoutActs(trace.acts, (place) => place < leftOut)
  const acting = [...new Set(acts.map(({ browser }) => browser))].sort((a, b) => a - b)
  return {
    ...trace,
    browsers: acting.map((browser) => trace.browsers[browser] ?? ''),
    acts: acts.map((act) => ({ ...act, browser: acting.indexOf(act.browser) })),
  }
}

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
