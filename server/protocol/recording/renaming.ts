/** Gives each secret text another one of the same form: the same length, letters for letters, digits for digits, and always the same for the same. */

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
/** Texts of fewer characters may be a part of any word. */
const ANYWHERE_FROM = 12

export class Renaming {
  readonly #names = new Map<string, string>()
  readonly #taken = new Set<string>()
  /** To be found wherever they stand, also inside of other texts: long, and nobody's words. By their first four characters. */
  readonly #anywhere = new Map<number, string[]>()
  readonly #watched = new Set<string>()
  /** To be found as whole words. */
  readonly #words = new Set<string>()
  #pattern: RegExp | null = null

  /** Another text of the same form. What stands for another character (`%2F`) stays. */
  of(text: string): string {
    const known = this.#names.get(text)
    if (known !== undefined) return known
    let name = disguise(text)
    // Of a short text there may be no other that is free.
    for (let tries = 0; (name === text || this.#taken.has(name)) && tries < 50; tries += 1) name = disguise(text)
    this.#set(text, name)
    return name
  }

  /** This text by that one from now on, wherever it occurs. */
  put(text: string, name: string): void {
    this.#set(text, name)
    this.#find(text)
  }

  /** The same, and wherever it occurs inside of other texts. */
  anywhere(text: string): string {
    const name = this.of(text)
    this.#find(text)
    return name
  }

  /** The same, and wherever it stands as a word of its own in sentences. */
  asWord(text: string): string {
    const name = this.of(text)
    this.#findWord(text)
    return name
  }

  /** A text with everything renamed that is to be found anywhere. */
  inText(text: string): string {
    if (text.length < ANYWHERE_FROM || this.#anywhere.size === 0) return text
    let result = ''
    let done = 0
    for (let at = 0; at <= text.length - ANYWHERE_FROM; at += 1) {
      const found = this.#anywhere.get(keyAt(text, at))?.find((one) => text.startsWith(one, at))
      if (found === undefined) continue
      result += text.slice(done, at) + this.of(found)
      done = at + found.length
      at = done - 1
    }
    return done === 0 ? text : result + text.slice(done)
  }

  /** The same of a sentence, with whole words too. */
  inSentence(text: string): string {
    const without = this.inText(text)
    if (this.#words.size === 0) return without
    this.#pattern ??= new RegExp(
      `(?<![\\p{L}\\p{N}])(?:${[...this.#words]
        .toSorted((a, b) => b.length - a.length)
        .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
        .join('|')})(?![\\p{L}\\p{N}])`,
      'gu',
    )
    return without.replace(this.#pattern, (word) => this.of(word))
  }

  #set(text: string, name: string): void {
    this.#names.set(text, name)
    this.#taken.add(name)
  }

  #find(text: string): void {
    if (text.length < ANYWHERE_FROM) this.#findWord(text)
    else if (!this.#watched.has(text)) this.#watch(text)
  }

  #findWord(text: string): void {
    if (text.length < 2 || this.#words.has(text)) return
    this.#words.add(text)
    this.#pattern = null
  }

  #watch(text: string): void {
    this.#watched.add(text)
    const key = keyAt(text, 0)
    const there = this.#anywhere.get(key) ?? []
    there.push(text)
    // The longest first: one may begin with another.
    this.#anywhere.set(
      key,
      there.toSorted((a, b) => b.length - a.length),
    )
  }
}

function keyAt(text: string, at: number): number {
  const code = (offset: number) => text.charCodeAt(at + offset)
  return Math.imul(Math.imul(Math.imul(code(0), 31) + code(1), 31) + code(2), 31) + code(3)
}

function disguise(text: string): string {
  const dice = crypto.getRandomValues(new Uint8Array(text.length))
  let index = 0
  return text.replaceAll(/%[0-9A-Fa-f]{2}|[\s\S]/gu, (character) => {
    const die = dice[index] ?? 0
    index += 1
    if (character.length > 2) return character
    if (/[0-9]/.test(character)) return pick(DIGITS, die)
    if (/\p{Lu}/u.test(character)) return pick(UPPER, die)
    return /\p{L}/u.test(character) ? pick(LOWER, die) : character
  })
}

function pick(from: string, die: number): string {
  return from[die % from.length] ?? ''
}
