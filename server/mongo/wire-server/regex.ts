/** Regular expressions of queries. MongoDB uses PCRE; what JavaScript spells otherwise is translated, the rest is the same. */
import { BSONRegExp } from 'mongodb'
import { CommandError } from './command-error.js'
import { bounded, type Pattern } from './regex-bound.js'

/** PCRE's `x`: blanks and comments outside a character class do not count. */
function withoutBlanks(pattern: string): string {
  let result = ''
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? ''
    if (character === '\\') {
      result += character + (pattern[i + 1] ?? '')
      i++
    } else if (inClass || !/[\s#]/.test(character)) {
      if (character === '[') inClass = true
      else if (character === ']') inClass = false
      result += character
    } else if (character === '#') {
      const end = pattern.indexOf('\n', i)
      i = end === -1 ? pattern.length : end
    }
  }
  return result
}

/** @param where the operator of an expression; empty in a filter @throws CommandError 51091 for a pattern that does not compile, 51108 for an unknown option */
function toRegExp(pattern: string, options: string, where: string): RegExp {
  let flags = ''
  let source = pattern
  for (const option of options) {
    if (option === 'i' || option === 'm' || option === 's') flags += flags.includes(option) ? '' : option
    else if (option === 'x') source = withoutBlanks(source)
    else if (option !== 'u') throw new CommandError(51108, `${where} invalid flag in regex options: ${option}`)
  }
  // Inline options in front, which JavaScript does not know: (?i)abc
  const inline = /^\(\?([ims]+)\)/.exec(source)
  if (inline) {
    source = source.slice(inline[0].length)
    for (const flag of inline[1] ?? '') if (!flags.includes(flag)) flags += flag
  }
  source = source
    .replace(/^\\A/, '^')
    .replace(/\\[zZ]$/, '$')
    .replace(/\(\?P</g, '(?<')
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    // Outside the Unicode mode JavaScript is as lenient about escapes as PCRE is.
  }
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw new CommandError(51091, `Regular expression is invalid: ${inPcreWords(String(error))}`)
  }
}

/** What JavaScript says about a broken pattern, in the words of PCRE. */
function inPcreWords(message: string): string {
  if (message.includes('Unterminated group')) return 'missing )'
  if (message.includes('Unterminated character class')) return 'missing terminating ] for character class'
  if (message.includes('Nothing to repeat')) return 'nothing to repeat'
  if (message.includes('Unmatched')) return 'unmatched parentheses'
  return message.replace(/^SyntaxError: Invalid regular expression: /, '')
}

/** @throws CommandError as toRegExp; its tests throw one when they take too long */
export function compileRegex(regex: BSONRegExp | string, options: string | null, where = ''): Pattern {
  const [pattern, own] = regex instanceof BSONRegExp ? [regex.pattern, regex.options] : [regex, '']
  return bounded(toRegExp(pattern, options ?? own, where), where || undefined)
}
