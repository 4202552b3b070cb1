/** Aggregation expressions: `{$add: ['$a', 1]}` compiled to a function of the document. */
import { CommandError } from './command-error.js'
import { type Expression, orNull } from './expression.js'
import { OPERATORS } from './expression-operators.js'
import { shellDoc } from './shell-text.js'
import { copy, type Doc, isDoc, type Maybe, MISSING, type Value } from './values.js'

/** The value of a dotted path in an expression: an array on the way gives the array of what its documents hold. */
function valueAtPath(value: Maybe, path: readonly string[]): Maybe {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (Array.isArray(value)) {
    return value
      .filter((element) => isDoc(element) || Array.isArray(element))
      .map((element) => valueAtPath(element, path))
      .filter((found): found is Value => found !== MISSING)
  }
  if (!isDoc(value) || !value.has(name)) return MISSING
  return valueAtPath(value.get(name) ?? null, rest)
}

function compileString(text: string): Expression {
  if (!text.startsWith('$')) return () => text
  if (!text.startsWith('$$')) {
    const path = text.slice(1).split('.')
    checkPath(text.slice(1), path)
    return (scope) => valueAtPath(scope.root, path)
  }
  const [name = '', ...path] = text.slice(2).split('.')
  if (name === '') throw new CommandError('FailedToParse', 'empty variable names are not allowed')
  return (scope) => {
    if (name === 'ROOT' || name === 'CURRENT') return valueAtPath(scope.root, path)
    if (name === 'NOW') return new Date()
    if (name === 'REMOVE') return MISSING
    const value = scope.variables.get(name)
    if (!scope.variables.has(name)) throw new CommandError(17276, `Use of undefined variable: ${name}`)
    return valueAtPath(value ?? null, path)
  }
}

function checkPath(text: string, path: readonly string[]): void {
  if (text === '') throw new CommandError(16872, "'$' by itself is not a valid FieldPath")
  if (text.endsWith('.')) throw new CommandError(40353, "FieldPath must not end with a '.'.")
  if (path.includes('')) throw new CommandError(15998, 'FieldPath field names may not be empty strings.')
}

/** @throws CommandError InvalidPipelineOperator for an unknown operator, FailedToParse and others */
export function compileExpression(value: Value): Expression {
  if (typeof value === 'string') return compileString(value)
  if (Array.isArray(value)) {
    const parts = value.map(compileExpression)
    return (scope) => parts.map((part) => orNull(part(scope)))
  }
  if (!isDoc(value)) return () => value
  const [first] = value.keys()
  if (first?.startsWith('$')) return compileOperator(first, value)
  return compileObject(value)
}

function compileOperator(name: string, value: Doc): Expression {
  if (value.size > 1) {
    throw new CommandError(15983, `An object representing an expression must have exactly one field: ${shellDoc(value)}`)
  }
  if (name === '$literal' || name === '$const') {
    const literal = value.get(name) ?? null
    return () => copy(literal)
  }
  const operator = OPERATORS[name]
  if (!operator || !Object.hasOwn(OPERATORS, name)) throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`)
  return operator({ name, operand: value.get(name) ?? null, compile: compileExpression })
}

function compileObject(value: Doc): Expression {
  const fields = [...value].map(([name, inner]) => {
    if (name.startsWith('$')) throw new CommandError(15983, `An object representing an expression must have exactly one field: ${shellDoc(value)}`)
    if (name.includes('.')) throw new CommandError(16405, `FieldPath field names may not contain '.'. Consider using $getField or $setField.`)
    return [name, compileExpression(inner)] as const
  })
  return (scope) => {
    const result: Doc = new Map()
    for (const [name, expression] of fields) {
      const inner = expression(scope)
      if (inner !== MISSING) result.set(name, inner)
    }
    return result
  }
}
