/** The value of a signed cookie with one character of its signature (after the last dot) turned into another; a second time turns it back. */
export function flipSignature(value: string): string {
  // The first character: the last one carries only some of the bits (base64), so that flipping it might change nothing.
  const at = value.lastIndexOf('.') + 1
  const character = value[at]
  if (at === 0 || character === undefined) return value
  const flipped = character === 'A' ? 'B' : character === 'B' ? 'A' : swapCase(character)
  return value.slice(0, at) + flipped + value.slice(at + 1)
}

/** `a` and `A`; digits and signs have no other case, and go to a letter. */
function swapCase(character: string): string {
  const other = character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase()
  return other === character ? 'A' : other
}
