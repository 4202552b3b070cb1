/** A line as one types it, in its words: "double quotes" with \n \r \t \b \a \xff, 'single quotes' with \' only, and words without quotes. */

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }
const BLANK = /[ \n\r\t\v\f\0]/
const DOUBLE = /\\x[0-9a-fA-F]{2}|\\[\s\S]|[^"\\]/y
const SINGLE = /\\'|[^']/y
const PLAIN = /[^ \n\r\t\0"']/y

/** @returns null when a quote is not closed, or is closed in the middle of a word */
export function splitLine(line: string): readonly string[] | null {
  const words: string[] = []
  for (let at = 0; ; ) {
    while (at < line.length && BLANK.test(line.charAt(at))) at += 1
    if (at >= line.length) return words
    let word = ''
    while (at < line.length && !BLANK.test(line.charAt(at))) {
      const quote = line.charAt(at)
      const [part, end] = quote === '"' ? gather(line, at + 1, DOUBLE) : quote === "'" ? gather(line, at + 1, SINGLE) : gather(line, at, PLAIN)
      word += part
      at = end
      if (quote !== '"' && quote !== "'") continue
      if (line.charAt(at) !== quote) return null
      at += 1
      if (at < line.length && !BLANK.test(line.charAt(at))) return null
    }
    words.push(word)
  }
}

/** Everything from there on that the pattern takes, and where that ends. */
function gather(line: string, from: number, pattern: RegExp): readonly [string, number] {
  let text = ''
  let at = from
  for (;;) {
    pattern.lastIndex = at
    const [found] = pattern.exec(line) ?? []
    if (found === undefined) return [text, at]
    at += found.length
    text += meaning(found)
  }
}

function meaning(found: string): string {
  if (found.length === 1) return found
  if (found.length === 4) return String.fromCharCode(Number.parseInt(found.slice(2), 16))
  const sign = found.charAt(1)
  return ESCAPES[sign] ?? sign
}
