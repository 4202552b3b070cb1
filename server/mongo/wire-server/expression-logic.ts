/** Comparing, deciding, naming. */
import { CommandError } from './command-error.js'
import { compare } from './compare.js'
import { type Expression, type OperatorCompiler, type OperatorUse, orNull, truthy, withVariables } from './expression.js'
import { binary, compileAll, compileArguments, isNullish, named, unary } from './expression-arguments.js'
import { isDoc, MISSING, type Value } from './values.js'

function comparison(accept: (order: number) => boolean): OperatorCompiler {
  return (use) => binary(use, (a, b) => accept(compare(a, b)))
}

function compileCondition(use: OperatorUse): Expression {
  const { operand, compile } = use
  let condition: Expression | undefined
  let yes: Expression | undefined
  let no: Expression | undefined
  if (isDoc(operand)) {
    for (const key of operand.keys()) if (!['if', 'then', 'else'].includes(key)) throw new CommandError(17083, `Unrecognized parameter to $cond: ${key}`)
    for (const [index, key] of ['if', 'then', 'else'].entries())
      if (!operand.has(key)) throw new CommandError(17080 + index, `Missing '${key}' parameter to $cond`)
    condition = compile(operand.get('if') ?? null)
    yes = compile(operand.get('then') ?? null)
    no = compile(operand.get('else') ?? null)
  } else [condition, yes, no] = compileArguments(use, 3)
  return (scope) => (truthy(condition?.(scope) ?? null) ? yes?.(scope) : no?.(scope)) ?? null
}

function compileSwitch({ operand, compile }: OperatorUse): Expression {
  if (!isDoc(operand)) throw new CommandError(40060, `$switch requires an object as an argument, found: ${typeof operand}`)
  const branches = operand.get('branches')
  if (!Array.isArray(branches)) throw new CommandError(40061, `$switch expected an array for 'branches', found: ${typeof branches}`)
  const compiled = branches.map((branch) => {
    if (!isDoc(branch) || !branch.has('case')) throw new CommandError(40066, "$switch requires each branch have a 'case' expression")
    if (!branch.has('then')) throw new CommandError(40067, "$switch requires each branch have a 'then' expression.")
    return [compile(branch.get('case') ?? null), compile(branch.get('then') ?? null)] as const
  })
  const otherwise = operand.has('default') ? compile(operand.get('default') ?? null) : null
  return (scope) => {
    for (const [condition, result] of compiled) if (truthy(condition(scope))) return result(scope)
    if (!otherwise) throw new CommandError(40066, '$switch could not find a matching branch for an input, and no default was specified.')
    return otherwise(scope)
  }
}

function compileLet(use: OperatorUse): Expression {
  const { operand, compile } = use
  if (!isDoc(operand) || !isDoc(operand.get('vars') ?? null)) throw new CommandError(16874, '$let only supports an object as its argument')
  const vars = operand.get('vars')
  const body = named({ ...use, operand: new Map([['in', operand.get('in') ?? null]]) }, ['in']).in
  const variables = [...(isDoc(vars ?? null) ? (vars as Map<string, Value>) : new Map())].map(([key, value]) => [String(key), compile(value)] as const)
  return (scope) => body?.(withVariables(scope, Object.fromEntries(variables.map(([key, value]) => [key, orNull(value(scope))])))) ?? null
}

export const LOGIC_OPERATORS: Readonly<Record<string, OperatorCompiler>> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: (use) => binary(use, (a, b) => Math.sign(compare(a, b))),
  $and: (use) => {
    const parts = compileAll(use)
    return (scope) => parts.every((part) => truthy(part(scope)))
  },
  $or: (use) => {
    const parts = compileAll(use)
    return (scope) => parts.some((part) => truthy(part(scope)))
  },
  $not: (use) => unary(use, (value) => !truthy(value)),
  $cond: compileCondition,
  $switch: compileSwitch,
  $let: compileLet,
  $ifNull: (use) => {
    const parts = compileAll(use)
    if (parts.length < 2) throw new CommandError(1257300, `$ifNull needs at least two arguments, had: ${parts.length}`)
    return (scope) => {
      for (const part of parts.slice(0, -1)) {
        const value = part(scope)
        if (!isNullish(value)) return value
      }
      return parts.at(-1)?.(scope) ?? MISSING
    }
  },
}
