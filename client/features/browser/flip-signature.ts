/**
 * The value of a signed cookie with the first letter of its signature (after the last dot) made small or capital. A second time
 * turns it back. Digits and percent-encoded signs (`%2B`) are passed over; the value is as it was when there is no letter.
 */
export function flipSignature(value: string): string {
  // The first letter: the last one carries only some of the bits (base64), so that flipping it might change nothing.
  const at = value.lastIndexOf('.') + 1
  if (at === 0) return value
  const flipped = value.slice(at).replace(/^((?:%[0-9A-Fa-f]{2}|[^A-Za-z%])*)([A-Za-z])/, (_, before: string, letter: string) => {
    const small = letter.toLowerCase()
    return before + (letter === small ? letter.toUpperCase() : small)
  })
  return value.slice(0, at) + flipped
}
