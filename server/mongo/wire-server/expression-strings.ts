/** Text. */
import { BSONRegExp, Int32 } from 'mongodb'
import { CommandError } from './command-error.js'
import { compareStrings } from './compare.js'
import { type OperatorCompiler, orNull } from './expression.js'
import { binary, compileAll, compileArguments, isNullish, named, typeName, unary } from './expression-arguments.js'
import { asText } from './expression-conversions.js'
import { compileRegex } from './regex.js'
import { doc, isNumber, type Maybe, toNumber, type Value } from './values.js'

function textOrThrow(value: Maybe, name: string, code: number): string {
  if (typeof value === 'string') return value
  throw new CommandError(code, `${name} requires a string argument, found: ${typeName(value)}`)
}

/** Case is changed for ASCII only, as in MongoDB. */
function casing(change: (text: string) => string): OperatorCompiler {
  return (use) => unary(use, (value) => (isNullish(value) ? '' : asText(value, use.name).replace(/[A-Za-z]+/g, change)))
}

function trimming(left: boolean, right: boolean): OperatorCompiler {
  return (use) => {
    const { input, chars } = named(use, ['input'], ['chars'])
    return (scope) => {
      const value = orNull(input?.(scope) ?? null)
      if (isNullish(value)) return null
      const text = [...textOrThrow(value, use.name, 50699)]
      const given = chars?.(scope)
      const blanks = new Set(typeof given === 'string' ? given : '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')
      let start = 0
      let end = text.length
      while (left && start < end && blanks.has(text[start] ?? '')) start++
      while (right && end > start && blanks.has(text[end - 1] ?? '')) end--
      return text.slice(start, end).join('')
    }
  }
}

const substring: OperatorCompiler = (use) => {
  const [text, from, length] = compileArguments(use, 3)
  return (scope) => {
    const value = orNull(text?.(scope) ?? null)
    const start = from?.(scope) ?? 0
    const count = length?.(scope) ?? -1
    if (!isNumber(start) || !isNumber(count))
      throw new CommandError(34450, `${use.name}: starting index must be a numeric type (is BSON type ${typeName(start)})`)
    const characters = [...(isNullish(value) ? '' : asText(value, use.name))]
    const end = toNumber(count) < 0 ? undefined : toNumber(start) + toNumber(count)
    return characters.slice(toNumber(start), end).join('')
  }
}

const regexMatch: OperatorCompiler = (use) => {
  const { input, regex, options } = named(use, ['input', 'regex'], ['options'])
  return (scope) => {
    const text = orNull(input?.(scope) ?? null)
    const pattern = orNull(regex?.(scope) ?? null)
    const flags = options?.(scope)
    if (isNullish(text) || isNullish(pattern)) return use.name === '$regexMatch' ? false : null
    if (typeof text !== 'string') throw new CommandError(51104, `${use.name} needs 'input' to be of type string`)
    if (typeof pattern !== 'string' && !(pattern instanceof BSONRegExp))
      throw new CommandError(51105, `${use.name} needs 'regex' to be of type string or regex`)
    const found = compileRegex(pattern, typeof flags === 'string' ? flags : null, use.name).exec(text)
    if (use.name === '$regexMatch') return found !== null
    if (!found) return null
    return doc({ match: found[0], idx: [...text.slice(0, found.index)].length, captures: found.slice(1).map((capture): Value => capture ?? null) })
  }
}

export const STRING_OPERATORS: Readonly<Record<string, OperatorCompiler>> = {
  $concat: (use) => {
    const parts = compileAll(use)
    return (scope) => {
      let text = ''
      for (const part of parts) {
        const value = part(scope)
        if (isNullish(value)) return null
        if (typeof value !== 'string') throw new CommandError(16702, `$concat only supports strings, not ${typeName(value)}`)
        text += value
      }
      return text
    }
  },
  $toLower: casing((text) => text.toLowerCase()),
  $toUpper: casing((text) => text.toUpperCase()),
  $strLenCP: (use) => unary(use, (value) => new Int32([...textOrThrow(value, use.name, 34471)].length)),
  $strLenBytes: (use) => unary(use, (value) => new Int32(Buffer.byteLength(textOrThrow(value, use.name, 34473)))),
  $substr: substring,
  $substrCP: substring,
  $substrBytes: substring,
  $split: (use) =>
    binary(use, (text, by) => {
      if (isNullish(text) || isNullish(by)) return null
      if (typeof text !== 'string')
        throw new CommandError(40085, `$split requires an expression that evaluates to a string as a first argument, found: ${typeName(text)}`)
      if (typeof by !== 'string')
        throw new CommandError(40086, `$split requires an expression that evaluates to a string as a second argument, found: ${typeName(by)}`)
      if (by === '') throw new CommandError(40087, '$split requires a non-empty separator')
      return text.split(by)
    }),
  $indexOfCP: (use) => {
    const parts = compileArguments(use, 2, 4)
    return (scope) => {
      const [text, search, from] = parts.map((part) => part(scope))
      if (isNullish(text ?? null)) return null
      const start = from !== undefined && isNumber(from) ? toNumber(from) : 0
      const index = textOrThrow(text ?? null, use.name, 40093).indexOf(textOrThrow(search ?? null, use.name, 40094), start)
      return new Int32(index)
    }
  },
  $strcasecmp: (use) => binary(use, (a, b) => Math.sign(compareStrings(asText(a, use.name).toUpperCase(), asText(b, use.name).toUpperCase()))),
  $trim: trimming(true, true),
  $ltrim: trimming(true, false),
  $rtrim: trimming(false, true),
  $regexMatch: regexMatch,
  $regexFind: regexMatch,
}
