/** How the operators of expressions take their arguments. */
import { CommandError } from './command-error.js'
import type { Expression, OperatorUse, Scope } from './expression.js'
import { isDoc, isNumber, type Maybe, MISSING, type NumberValue, typeOf } from './values.js'

/** The operand as a list: a single one may stand without its brackets. @throws CommandError 16020 when there are not as many as there should be */
export function compileArguments({ name, operand, compile }: OperatorUse, min: number, max = min): readonly Expression[] {
  const list = Array.isArray(operand) ? operand : [operand]
  if (list.length < min || list.length > max) {
    if (min === max) throw new CommandError(16020, `Expression ${name} takes exactly ${min} arguments. ${list.length} were passed in.`)
    throw new CommandError(28667, `Expression ${name} takes at least ${min} arguments, and at most ${max}, but ${list.length} were passed in.`)
  }
  return list.map(compile)
}

/** For an operator of as many arguments as one likes. */
export function compileAll({ operand, compile }: OperatorUse): readonly Expression[] {
  return (Array.isArray(operand) ? operand : [operand]).map(compile)
}

/** For an operator with one argument. */
export function unary(use: OperatorUse, apply: (value: Maybe, scope: Scope) => Maybe): Expression {
  const [argument] = compileArguments(use, 1)
  return (scope) => apply(argument?.(scope) ?? null, scope)
}

/** For an operator with two arguments. */
export function binary(use: OperatorUse, apply: (a: Maybe, b: Maybe) => Maybe): Expression {
  const [a, b] = compileArguments(use, 2)
  return (scope) => apply(a?.(scope) ?? null, b?.(scope) ?? null)
}

/** For an operator with named arguments. @throws CommandError for one that it does not know or that is missing */
export function named(
  { name, operand, compile }: OperatorUse,
  required: readonly string[],
  optional: readonly string[] = [],
): Readonly<Record<string, Expression | undefined>> {
  if (!isDoc(operand)) throw new CommandError('FailedToParse', `${name} only supports an object as its argument`)
  const result: Record<string, Expression | undefined> = {}
  for (const [key, value] of operand) {
    if (!required.includes(key) && !optional.includes(key)) throw new CommandError('FailedToParse', `Unrecognized argument to ${name}: ${key}`)
    result[key] = compile(value)
  }
  for (const key of required) if (!result[key]) throw new CommandError('FailedToParse', `Missing '${key}' parameter to ${name}`)
  return result
}

/** null, undefined or not there: most operators answer null to it. */
export function isNullish(value: Maybe): value is null | undefined | typeof MISSING {
  return value === null || value === undefined || value === MISSING
}

export function typeName(value: Maybe): string {
  return typeOf(value).name
}

export function numeric(value: Maybe, name: string, code = 28765): NumberValue | number {
  if (isNumber(value)) return value
  throw new CommandError(code, `${name} only supports numeric types, not ${typeName(value)}`)
}
