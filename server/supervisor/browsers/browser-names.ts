/** Names and colours of virtual browsers. */
import { ProblemError } from '../../protocol/problem.js'

/** The real browser's hue, and those of the virtual ones in the order they come; far apart, and away from the stores' 50 and 150. */
export const YOUR_HUE = 255
const HUES = [350, 165, 20, 310, 105, 225, 200, 285] as const

export function freeHue(taken: readonly number[]): number {
  return HUES.find((hue) => !taken.includes(hue)) ?? HUES[taken.length % HUES.length] ?? YOUR_HUE
}

/** `browser:ana-maria` of "Ana María"; a number follows where the id is taken. @throws ProblemError `bad-input` */
export function browserIdFor(name: string, taken: readonly string[]): `browser:${string}` {
  // Control characters and such as reverse the writing direction have no place in a name.
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(name)) {
    throw new ProblemError('bad-input', 'A name cannot hold control characters. Type it again by hand.', { reason: 'control characters' })
  }
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
  const base = `browser:${plain === '' ? 'visitor' : plain}` as const
  for (let number = 1; ; number++) {
    const id: `browser:${string}` = number === 1 ? base : `${base}-${number}`
    if (!taken.includes(id)) return id
  }
}
