/** What of a database address must never be seen: every value in it that may be a credential, in every spelling in which a text may repeat it. */
import { inspect } from 'node:util'

/**
 * Options of a connection string whose values, where they are numbers or words that MongoDB knows, are no secrets
 * (MongoDB manual, "Connection String Options"). Lower case: their names have no case.
 */
const HARMLESS_OPTIONS: ReadonlySet<string> = new Set(
  `authmechanism authsource compressors connecttimeoutms directconnection heartbeatfrequencyms journal loadbalanced localthresholdms maxconnecting
  maxidletimems maxpoolsize maxstalenessseconds minpoolsize readconcernlevel readpreference replicaset retryreads retrywrites serverselectiontimeoutms
  sockettimeoutms srvmaxhosts ssl timeoutms tls tlsallowinvalidcertificates tlsallowinvalidhostnames tlsinsecure w waitqueuetimeoutms wtimeoutms
  zlibcompressionlevel`.split(/\s+/),
)
const HARMLESS_VALUE =
  /^(true|false|\d+|local|available|majority|linearizable|snapshot|primary|primaryPreferred|secondary|secondaryPreferred|nearest|none|snappy|zlib|zstd|DEFAULT|SCRAM-SHA-(1|256)|MONGODB-(AWS|CR|OIDC|X509)|GSSAPI|PLAIN)$/
/** These name something, and are shown where they are names. */
const NAMING_OPTIONS: ReadonlySet<string> = new Set(['authsource', 'replicaset'])
const NAME = /^\$?[\p{L}\p{N}._-]+$/u

/** One host or several, each with or without a port: what may stand between `://` and the path when there is no user. */
const HOSTS = /^((\[[\da-f:.]+\]|[\p{L}\p{N}._-]+)(:\d{1,5})?|%2f[\w.%-]+\.sock)(,((\[[\da-f:.]+\]|[\p{L}\p{N}._-]+)(:\d{1,5})?|%2f[\w.%-]+\.sock))*$/iu

/** Pieces of a password shorter than this are not looked for: a text is full of them. */
const MIN_PIECE_CHARACTERS = 4

/**
 * Every value of an address that may be a credential, in every spelling.
 * An address that does not parse has no one reading, so each of them is taken: user and password end at the first `@`, at the last one, at a `%40`, or at the end.
 *
 * @param address as it was given, valid or not
 * @returns nothing for an address without credentials, such as `mongodb://127.0.0.1:27017/shop?tls=true`
 */
export function secretsOf(address: string): readonly string[] {
  const whole = address.trim()
  const rest = whole.replace(/^[^@]{0,40}?:\/\/|^["'`]?mongodb(\+srv)?[:/]+/i, '')
  const values = new Set<string>()
  // A driver that misreads an address tells of pieces of it.
  const addWithPieces = (text: string) => {
    for (const piece of [text, ...text.split(/[@:/?#[\]&=,\s]|%40/).filter(({ length }) => length >= MIN_PIECE_CHARACTERS)]) values.add(piece)
  }
  for (const userinfo of possibleUserinfos(rest)) {
    const colon = userinfo.indexOf(':')
    addWithPieces(userinfo)
    values.add(colon === -1 ? userinfo : userinfo.slice(0, colon))
    if (colon !== -1) values.add(userinfo.slice(colon + 1))
  }
  const [place = ''] = rest.slice(rest.lastIndexOf('@') + 1).split(/[/?#]/, 1)
  if (!HOSTS.test(place)) addWithPieces(place)
  for (const value of optionValues(rest)) values.add(value)
  if (values.size > 0) for (const text of [address, whole, rest]) values.add(text)
  return [...new Set([...values].flatMap(spellings))].filter((value) => value !== '')
}

function possibleUserinfos(rest: string): readonly string[] {
  const first = rest.indexOf('@')
  if (first !== -1) return [...new Set([first, rest.lastIndexOf('@')])].map((end) => rest.slice(0, end))
  const [authority = ''] = rest.split(/[/?#]/, 1)
  if (HOSTS.test(authority)) return []
  const encoded = rest.indexOf('%40')
  return encoded === -1 ? [authority, rest] : [rest.slice(0, encoded), rest.slice(0, rest.lastIndexOf('%40'))]
}

function optionValues(rest: string): readonly string[] {
  const start = rest.indexOf('?')
  if (start === -1) return []
  return rest
    .slice(start + 1)
    .split('&')
    .flatMap((pair) => {
      const equals = pair.indexOf('=')
      if (equals === -1) return [pair]
      const name = pair.slice(0, equals).toLowerCase()
      const value = pair.slice(equals + 1)
      const isHarmless = HARMLESS_OPTIONS.has(name) && (HARMLESS_VALUE.test(value) || (NAMING_OPTIONS.has(name) && NAME.test(value)))
      return isHarmless ? [] : [value]
    })
    .flatMap((value) => [value, ...value.split(/[,:]/)])
    .filter((value) => value.length >= MIN_PIECE_CHARACTERS && value !== 'true' && value !== 'false')
}

/** How a text may repeat a value: as it is, decoded, encoded, in JSON, in HTML, as `inspect` shows it, as `URL` and the driver normalise it. */
function spellings(value: string): readonly string[] {
  const plain = [value, attempt(() => decodeURIComponent(value)), attempt(() => decodeURIComponent(value.replaceAll('+', ' ')))]
  // URL takes line breaks and tabs out without a word; a text that is read by lines holds the parts.
  const broken = plain.flatMap((text) => [
    text.replace(/[\t\r\n]/g, ''),
    text.trim(),
    ...text.split(/[\r\n]+/).filter((line) => line.length >= MIN_PIECE_CHARACTERS),
  ])
  return [...new Set([...plain, ...broken])].flatMap((text) => [
    text,
    text.toLowerCase(),
    attempt(() => encodeURIComponent(text)),
    attempt(() => encodeURI(text)),
    attempt(() => new URL(`mongodb://u:${text}@h`).password),
    JSON.stringify(text).slice(1, -1),
    inspect(text).slice(1, -1),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  ])
}

/** '' where the value has no such spelling. */
function attempt(spell: () => string): string {
  try {
    return spell()
  } catch {
    return ''
  }
}
