/** Compiles a query into a predicate, with MongoDB's errors for what it cannot be. */
import { BSONRegExp } from 'mongodb'
import { CommandError } from './command-error.js'
import { compare, equal, keyOf } from './compare.js'
import { compileExpression, truthy } from './expressions.js'
import { compileFieldOperator } from './field-operators.js'
import { type Path, parsePath, visitPath } from './paths.js'
import { compileRegex } from './regex.js'
import type { Pattern } from './regex-bound.js'
import { type Doc, isDoc, type Maybe, typeOf, type Value } from './values.js'

export type Predicate = (document: Doc) => boolean
/** Asked for each value that the path of a field leads to. */
export type ValueTest = (value: Maybe) => boolean

export interface QueryContext {
  readonly variables: ReadonlyMap<string, Value>
}

const ALWAYS: Predicate = () => true
/** Operators that this server does not have, and which therefore say so rather than find nothing. */
const NOT_HERE = new Set(['$where', '$text', '$jsonSchema', '$near', '$nearSphere', '$geoWithin', '$geoIntersects'])

export function notHere(what: string): CommandError {
  return new CommandError('CommandNotSupported', `${what} is not supported by the embedded server of Sessionscope; a real MongoDB has it`)
}

/** @throws CommandError BadValue and others */
export function compileQuery(query: Doc, context: QueryContext = { variables: new Map() }): Predicate {
  const tests: Predicate[] = []
  for (const [name, value] of query) {
    if (name.startsWith('$')) {
      const test = topLevelOperator(name, value, context)
      if (test !== ALWAYS) tests.push(test)
    } else tests.push(compileField(parsePath(name), value, context))
  }
  if (tests.length === 0) return ALWAYS
  if (tests.length === 1 && tests[0]) return tests[0]
  return (document) => tests.every((test) => test(document))
}

function clauses(name: string, value: Value, context: QueryContext): Predicate[] {
  if (!Array.isArray(value)) throw new CommandError('BadValue', `${name} must be an array`)
  if (value.length === 0) throw new CommandError('BadValue', '$and/$or/$nor must be a nonempty array')
  return value.map((clause) => {
    if (!isDoc(clause)) throw new CommandError('BadValue', '$or/$and/$nor entries need to be full objects')
    return compileQuery(clause, context)
  })
}

function topLevelOperator(name: string, value: Value, context: QueryContext): Predicate {
  switch (name) {
    case '$and': {
      const all = clauses(name, value, context)
      return (document) => all.every((test) => test(document))
    }
    case '$or': {
      const any = clauses(name, value, context)
      return (document) => any.some((test) => test(document))
    }
    case '$nor': {
      const none = clauses(name, value, context)
      return (document) => !none.some((test) => test(document))
    }
    case '$expr': {
      const expression = compileExpression(value)
      return (document) => truthy(expression({ root: document, variables: context.variables }))
    }
    case '$comment':
      return ALWAYS
    case '$alwaysTrue':
      return ALWAYS
    case '$alwaysFalse':
      return () => false
  }
  if (NOT_HERE.has(name)) throw notHere(name)
  throw new CommandError(
    'BadValue',
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  )
}

/** Is it `{$gt: 1, …}` rather than a document to be compared with? */
export function isOperatorDoc(value: Value): value is Doc {
  if (!isDoc(value)) return false
  const [first] = value.keys()
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id' && first !== '$db'
}

function compileField(path: Path, value: Value, context: QueryContext): Predicate {
  if (value instanceof BSONRegExp) return onPath(path, regexTest(compileRegex(value, null), value))
  if (!isOperatorDoc(value)) return onPath(path, equalityTest(value))
  return compileOperators(path, value, context)
}

export function onPath(path: Path, test: ValueTest): Predicate {
  return (document) => visitPath(document, path, test)
}

/** All operators of `{field: {$op: …, …}}`. */
export function compileOperators(path: Path, operators: Doc, context: QueryContext): Predicate {
  const tests: Predicate[] = []
  for (const [name, operand] of operators) {
    if (!name.startsWith('$')) throw new CommandError('BadValue', `unknown operator: ${name}`)
    if (NOT_HERE.has(name)) throw notHere(name)
    tests.push(compileFieldOperator(path, name, operand, operators, context))
  }
  if (tests.length === 1 && tests[0]) return tests[0]
  return (document) => tests.every((test) => test(document))
}

/** Equal to it; null is also equal to nothing at all. */
export function equalityTest(operand: Value): ValueTest {
  if (operand === null || operand === undefined) return (value) => value === null || typeOf(value).order === 0
  if (typeof operand === 'string') return (value) => value === operand || (typeof value === 'object' && equal(value, operand))
  return (value) => equal(value, operand)
}

export function regexTest(regex: Pattern, original: BSONRegExp | null): ValueTest {
  return (value) => (typeof value === 'string' ? regex.test(value) : original !== null && value instanceof BSONRegExp && equal(value, original))
}

export function orderTest(operand: Value, accept: (order: number) => boolean, withEqual: boolean): ValueTest {
  const { order } = typeOf(operand)
  // Values are only compared within their type, but MinKey and MaxKey with all of them.
  if (order === -1 || order === 127) return (value) => typeof value !== 'symbol' && accept(compare(value, operand))
  if (operand === null || operand === undefined) return (value) => withEqual && (value === null || typeOf(value).order === 0)
  return (value) => {
    if (typeOf(value).order !== order) return false
    const result = compare(value, operand)
    return Number.isNaN(result) ? false : accept(result)
  }
}

/** One of them; regular expressions among them are matched. */
export function membershipTest(operands: readonly Value[]): ValueTest {
  const keys = new Set(operands.filter((operand) => !(operand instanceof BSONRegExp)).map(keyOf))
  const regexes = operands.filter((operand) => operand instanceof BSONRegExp).map((operand) => regexTest(compileRegex(operand, null), operand))
  return (value) => keys.has(keyOf(value)) || regexes.some((test) => test(value))
}
