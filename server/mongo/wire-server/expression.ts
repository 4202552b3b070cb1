/** What an aggregation expression becomes: a function of the scope that it is evaluated in, and what compiles one operator to it. */
import { type Doc, doc, isNumber, type Maybe, MISSING, toNumber, type Value } from './values.js'

export interface Scope {
  readonly root: Doc
  /** `$$name`, without the signs. */
  readonly variables: ReadonlyMap<string, Value>
}

/** MISSING where the field that it names is not there. */
export type Expression = (scope: Scope) => Maybe

/** One use of an operator. */
export interface OperatorUse {
  /** With its sign, for messages. */
  readonly name: string
  /** Not compiled yet. */
  readonly operand: Value
  /** Compiles the expressions inside the operand. It is passed in, since whoever compiles expressions uses the operators. */
  readonly compile: (value: Value) => Expression
}

/** @throws CommandError for an operand that the operator cannot have */
export type OperatorCompiler = (use: OperatorUse) => Expression

/** What counts as true in an expression: everything but false, null, nothing and zero. */
export function truthy(value: Maybe): boolean {
  if (value === null || value === undefined || value === MISSING || value === false) return false
  return !isNumber(value) || toNumber(value) !== 0
}

export function orNull(value: Maybe): Value {
  return value === MISSING ? null : value
}

/** A scope in which some variables are defined on top. */
export function withVariables(scope: Scope, added: Readonly<Record<string, Value>>): Scope {
  return { root: scope.root, variables: new Map([...scope.variables, ...doc(added)]) }
}
