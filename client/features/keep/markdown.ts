/** Parts of a Markdown text (CommonMark) that hold what others wrote, and that it cannot break out of. */

/** A fenced code block: its fence is longer than any in the text (section 4.5). */
export function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

/** A code span on one line (section 6.1): its marks are longer than any in the text. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line === '') return '` `'
  const marks = '`'.repeat(longestRun(line) + 1)
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${marks}${pad}${line}${pad}${marks}`
}

/** The same as the cell of a table, where a bar would end the cell, also in code (GitHub Flavored Markdown, section 4.10). */
export function codeCell(text: string): string {
  return code(text).replaceAll('|', '\\|')
}

/** Plain words on one line: nothing in them is markup, a mention or a link. */
export function plain(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return /^[\p{L}\p{N} .,-]*$/u.test(line) ? line : code(line)
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
}
