/** Patterns as KEYS and SCAN MATCH take them: `*`, `?`, `[abc]`, `[^a-z]`, `\` before a sign that is meant as it is. Every byte counts for itself. */
import { EMBEDDED_REDIS } from '../../config.js'
import { RedisError } from './redis-error.js'

/** Looks at names with one pattern. The work of all its looks together is bounded, since `*a*b*c` against long names can be made as long as one likes. */
export class Glob {
  readonly #pattern: string
  /** It has no sign of its own: it is a name. */
  readonly literal: boolean
  /** What every name must begin with. */
  readonly #prefix: string
  /** Signs that may still be compared. */
  #left: number = EMBEDDED_REDIS.patternSteps.first

  constructor(pattern: string) {
    this.#pattern = pattern
    this.literal = !/[*?[\\]/.test(pattern)
    this.#prefix = /^[^*?[\\]*/.exec(pattern)?.[0] ?? ''
  }

  /** @throws RedisError when the pattern takes too long */
  matches(name: string): boolean {
    if (this.literal) return name === this.#pattern
    // An empty name has no signs to go through, and Redis does not look at the stars then; but for one alone, which is everything.
    if (name === '') return this.#pattern === '*'
    if (!name.startsWith(this.#prefix)) return false
    const from = this.#prefix.length
    if (this.#pattern.length === from + 1 && this.#pattern.charAt(from) === '*') return true
    this.#left += name.length * EMBEDDED_REDIS.patternSteps.perCharacter
    return this.#walk(name, from)
  }

  /** Where a star fails later on, the last star takes one sign more: that is enough, and never goes back further. */
  #walk(name: string, from: number): boolean {
    const pattern = this.#pattern
    let [at, sign] = [from, from]
    let [starAt, starSign] = [-1, -1]
    while (at < name.length) {
      if (--this.#left < 0) throw new RedisError('the pattern takes too long to match: use fewer * in it')
      if (pattern[sign] === '*') {
        starSign = ++sign
        starAt = at
        continue
      }
      const next = sign < pattern.length ? matchOne(pattern, sign, name.charCodeAt(at)) : -1
      if (next !== -1) {
        sign = next
        at += 1
      } else if (starSign === -1) return false
      else {
        at = ++starAt
        sign = starSign
      }
    }
    while (pattern[sign] === '*') sign += 1
    return sign >= pattern.length
  }
}

/** @returns where the pattern goes on behind the sign that took this byte; -1: it did not */
function matchOne(pattern: string, at: number, byte: number): number {
  const sign = pattern.charAt(at)
  if (sign === '?') return at + 1
  if (sign === '[') return matchClass(pattern, at + 1, byte)
  const escaped = sign === '\\' && at + 1 < pattern.length ? 1 : 0
  return pattern.charCodeAt(at + escaped) === byte ? at + escaped + 1 : -1
}

/** A class that is not closed ends with the pattern, as in Redis. */
function matchClass(pattern: string, from: number, byte: number): number {
  let at = from
  const negated = pattern[at] === '^'
  if (negated) at += 1
  let found = false
  for (; at < pattern.length && pattern[at] !== ']'; at += 1) {
    if (pattern[at] === '\\' && at + 1 < pattern.length) {
      at += 1
      found ||= pattern.charCodeAt(at) === byte
    } else if (pattern[at + 1] === '-' && at + 2 < pattern.length) {
      const [one, other] = [pattern.charCodeAt(at), pattern.charCodeAt(at + 2)]
      found ||= byte >= Math.min(one, other) && byte <= Math.max(one, other)
      at += 2
    } else found ||= pattern.charCodeAt(at) === byte
  }
  if (found === negated) return -1
  return Math.min(at + 1, pattern.length)
}
