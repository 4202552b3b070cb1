/** The lines (from, to; both included, from 0) of the call `session({ … })`; null when there is none. */
export function sessionBlock(lines: readonly string[]): { readonly from: number; readonly to: number } | null {
  const from = lines.findIndex((line) => /(^|[^\w.])session\(\{/.test(line))
  if (from === -1) return null
  let depth = 0
  for (let index = from; index < lines.length; index += 1) {
    for (const character of lines[index]?.replace(/\/\/.*$/, '') ?? '') {
      if (character === '(') depth += 1
      if (character === ')') depth -= 1
    }
    if (depth <= 0) return { from, to: index }
  }
  return null
}
