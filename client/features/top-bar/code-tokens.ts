export interface Token {
  readonly kind: 'plain' | 'comment' | 'string' | 'keyword' | 'number'
  readonly text: string
}

const KEYWORDS =
  'import|from|export|default|const|let|function|return|if|else|new|true|false|null|undefined|interface|type|readonly|async|await|for|of|throw|try|catch|delete|as|satisfies'
const PATTERN = new RegExp(
  String.raw`(?<comment>\/\/.*$|\/\*.*?(?:\*\/|$)|^\s*\*.*$)|(?<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\`[^\`]*\`)|(?<keyword>\b(?:${KEYWORDS})\b)|(?<number>\b\d[\d_.]*\b)`,
  'g',
)

/** One line of TypeScript in coarse pieces, enough to read it by: comments, strings, keywords, numbers. */
export function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = []
  let end = 0
  for (const match of line.matchAll(PATTERN)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: line.slice(end, match.index) })
    const kind = (['comment', 'string', 'keyword', 'number'] as const).find((each) => match.groups?.[each] !== undefined) ?? 'plain'
    tokens.push({ kind, text: match[0] })
    end = match.index + match[0].length
  }
  if (end < line.length) tokens.push({ kind: 'plain', text: line.slice(end) })
  return tokens
}
