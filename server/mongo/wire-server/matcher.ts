/** Compiles a query into a predicate, with MongoDB's errors for what it cannot be. */
import { BSONRegExp } from 'mongodb'
import { CommandError } from './command-error.js'
import { truthy } from './expression.js'
import { compileExpression } from './expressions.js'
import { compileFieldOperator, elementTest, type InnerQueries } from './field-operators.js'
import { type Path, parsePath } from './paths.js'
import { compileRegex } from './regex.js'
import { equalityTest, isOperatorDoc, onPath, type Predicate, regexTest, type ValueTest } from './value-tests.js'
import { type Doc, isDoc, type Value } from './values.js'

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

function compileField(path: Path, value: Value, context: QueryContext): Predicate {
  if (value instanceof BSONRegExp) return onPath(path, regexTest(compileRegex(value, null), value))
  if (!isOperatorDoc(value)) return onPath(path, equalityTest(value))
  return compileOperators(path, value, context)
}

/** All operators of `{field: {$op: …, …}}`. */
export function compileOperators(path: Path, operators: Doc, context: QueryContext): Predicate {
  const inner = innerQueries(context)
  const tests: Predicate[] = []
  for (const [name, operand] of operators) {
    if (!name.startsWith('$')) throw new CommandError('BadValue', `unknown operator: ${name}`)
    if (NOT_HERE.has(name)) throw notHere(name)
    tests.push(compileFieldOperator(path, name, operand, operators, inner))
  }
  if (tests.length === 1 && tests[0]) return tests[0]
  return (document) => tests.every((test) => test(document))
}

/** `$elemMatch` of a projection. @throws CommandError BadValue and others */
export function compileElementTest(operand: Value, context: QueryContext): ValueTest {
  return elementTest(operand, innerQueries(context))
}

function innerQueries(context: QueryContext): InnerQueries {
  return { query: (query) => compileQuery(query, context), operators: (path, operators) => compileOperators(path, operators, context) }
}
