/** Corrupt cookies for tests: the same ones in every run. */

/** mulberry32: random numbers from 0 to 1 that repeat with the seed. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const CHARACTERS = [
  '%',
  '%3A',
  '%zz',
  '.',
  '"',
  ';',
  '=',
  ' ',
  ',',
  ':',
  's',
  's:',
  '\t',
  '\u00e9',
  '\\',
  '%00',
  '%E0',
  'A',
  '0',
  '+',
  '/',
  '__proto__',
  'connect.sid=',
]

/** A Cookie header that began as one of the given ones and went through one to six accidents. */
export function corruptCookie(random: () => number, from: readonly string[]): string {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  let header = pick(from)
  for (let accidents = 1 + Math.floor(random() * 6); accidents > 0; accidents -= 1) {
    const at = Math.floor(random() * (header.length + 1))
    const length = Math.floor(random() * 4)
    header = pick([
      () => header.slice(0, at) + header.slice(at + length),
      () => header.slice(0, at) + pick(CHARACTERS) + header.slice(at),
      () => header.slice(0, at) + pick(CHARACTERS) + header.slice(at + length),
      () => header.slice(0, at),
      () => `${header}; ${header}`.slice(0, 2_000),
      () => header,
    ])()
  }
  return header
}
