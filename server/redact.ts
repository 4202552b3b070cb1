/**
 * The one redactor, for logs, the page, sockets, errors and exports.
 * It looks for no pattern: it takes out the very values that this process was told to keep. It is the second line of defence; the first is that an address is
 * shown only as it is built anew from what the driver parsed (server/mongo/connection-string.ts), and that texts about it are of our own wording.
 */
import { homedir } from 'node:os'
import { projectRoot } from './paths.js'
import { secretsOf } from './secrets.js'

const MASK = '***'

/** Shorter values count only where they stand by themselves: every text holds an `a`. */
const MIN_INNER_CHARACTERS = 4

const kept = new Set<string>()
/** Everything that is kept, for texts that came from elsewhere; null while nothing is. */
let anyValue: RegExp | null = null
/** What is kept and is no ordinary word, for all that leaves. */
let unusualValue: RegExp | null = null
let isGuarded = false

/**
 * From now on no text that passes here, and nothing that this process prints, holds what is secret in that address.
 *
 * @param address a connection string or another URL, valid or not; null and an address without credentials change nothing
 */
export function keepSecrets(address: string | null | undefined): void {
  const before = kept.size
  for (const secret of secretsOf(address ?? '')) kept.add(secret)
  if (kept.size === before) return
  anyValue = oneOf([...kept])
  unusualValue = oneOf([...kept].filter((value) => !isOrdinary(value)))
  guardOutput()
}

/**
 * Frees a text that came from elsewhere (a driver's error, a child's last words) from every value that is kept.
 *
 * @example keepSecrets('mongodb://ana:pw@db/shop'); redact('pw was refused') // '*** was refused'
 */
export function redact(text: string): string {
  return anyValue === null ? text : text.replace(anyValue, MASK)
}

/**
 * What leaves this process, of whatever shape, without the values that are kept: all strings in it, but no keys.
 * A value that is an ordinary word stays: the sandbox's own sentences and data use it, and where it was missing it could be read off.
 */
export function redactAll<T>(value: T): T {
  const pattern = unusualValue
  if (pattern === null) return value
  if (typeof value === 'string') return value.replace(pattern, MASK) as T & string
  if (typeof value !== 'object' || value === null) return value
  // Nearly always there is nothing to take out, and one look at the whole is cheaper than a copy.
  return holds(pattern, JSON.stringify(value)) ? (deeply(value, pattern) as T) : value
}

/** The redacted message of whatever was thrown. */
export function describeError(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
  return redact(message)
}

function holds(pattern: RegExp, text: string): boolean {
  return text.search(pattern) !== -1
}

function deeply(value: unknown, pattern: RegExp): unknown {
  if (typeof value === 'string') return value.replace(pattern, MASK)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => deeply(item, pattern))
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, deeply(field, pattern)]))
}

/** The longest first, so that no end of one is left. */
function oneOf(values: readonly string[]): RegExp | null {
  if (values.length === 0) return null
  const alternatives = [...values]
    .sort((a, b) => b.length - a.length)
    .map((value) => {
      const exact = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      return value.length < MIN_INNER_CHARACTERS ? `(?<![\\p{L}\\p{N}])${exact}(?![\\p{L}\\p{N}])` : exact
    })
  return new RegExp(alternatives.join('|'), 'gu')
}

/** A word, a number, or a part of this machine's own paths. */
function isOrdinary(value: string): boolean {
  return (
    value.length < MIN_INNER_CHARACTERS ||
    /^[a-z]{1,12}$/i.test(value) ||
    /^\d{1,6}$|^[\d.]{7,15}$/.test(value) ||
    homedir().includes(value) ||
    projectRoot.includes(value)
  )
}

/** Stands before the terminal (in a child: before what its parent reads), once. */
function guardOutput(): void {
  if (isGuarded) return
  isGuarded = true
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean
    stream.write = (chunk: unknown, ...rest: unknown[]) => write(typeof chunk === 'string' ? redactAll(chunk) : chunk, ...rest)
  }
}
