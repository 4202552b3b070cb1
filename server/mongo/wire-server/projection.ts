/** Which fields of a document are answered: inclusion, exclusion, and the operators of both. */
import { CommandError } from './command-error.js'
import type { Expression } from './expression.js'
import { OPERATORS } from './expression-operators.js'
import { compileExpression } from './expressions.js'
import { compileElementTest, type QueryContext } from './matcher.js'
import { type Doc, isDoc, isNumber, MISSING, toNumber, type Value } from './values.js'

export type Projection = (document: Doc) => Doc

/** A tree of paths: what stands at the end of each. */
type Node = Map<string, Node | Leaf>
interface Leaf {
  readonly keep: boolean
  readonly compute: Expression | null
  /** `$slice`, `$elemMatch` of find. */
  readonly reshape: ((value: Value) => Value | typeof MISSING) | null
}

const INCLUDE: Leaf = { keep: true, compute: null, reshape: null }
const EXCLUDE: Leaf = { keep: false, compute: null, reshape: null }

function isLeaf(node: Node | Leaf): node is Leaf {
  return !(node instanceof Map)
}

function place(tree: Node, path: readonly string[], full: string, leaf: Leaf): void {
  const [name = '', ...rest] = path
  const there = tree.get(name)
  if (name === '')
    throw new CommandError(
      path.length > 1 || full !== '' ? 15998 : 40352,
      full === '' ? 'FieldPath cannot be constructed with empty string' : 'FieldPath field names may not be empty strings.',
    )
  if (rest.length === 0) {
    if (there) throw new CommandError(31250, `Path collision at ${full}`)
    tree.set(name, leaf)
    return
  }
  if (there && isLeaf(there)) throw new CommandError(31249, `Path collision at ${full} remaining portion ${rest.join('.')}`)
  const inner: Node = there && !isLeaf(there) ? there : new Map()
  tree.set(name, inner)
  place(inner, rest, full, leaf)
}

function findSlice(operand: Value): (value: Value) => Value {
  const parts = Array.isArray(operand) ? operand : [operand]
  const numbers = parts.map((part) => {
    if (!isNumber(part)) throw new CommandError(28724, 'First argument to $slice must be an array, but is of type: int')
    return toNumber(part)
  })
  const [first = 0, second] = numbers
  return (value) => {
    if (!Array.isArray(value)) return value
    if (second === undefined) return first < 0 ? value.slice(first) : value.slice(0, first)
    const start = first < 0 ? Math.max(0, value.length + first) : first
    return value.slice(start, start + second)
  }
}

function leafFor(name: string, value: Value, forFind: boolean, context: QueryContext): Leaf {
  if (typeof value === 'boolean') return value ? INCLUDE : EXCLUDE
  if (isNumber(value)) return toNumber(value) !== 0 ? INCLUDE : EXCLUDE
  if (forFind && isDoc(value) && value.has('$slice') && !isDocOfExpression(value.get('$slice') ?? null)) {
    return { keep: true, compute: null, reshape: findSlice(value.get('$slice') ?? null) }
  }
  if (forFind && isDoc(value) && value.has('$elemMatch')) {
    const operand = value.get('$elemMatch') ?? null
    if (!isDoc(operand)) throw new CommandError(31274, 'elemMatch: Invalid argument, object required, but got int')
    if (name.includes('.')) throw new CommandError(31275, 'Cannot use $elemMatch projection on a nested field.')
    const test = compileElementTest(operand, context)
    const firstMatch = (array: Value): Value | typeof MISSING => {
      const found = Array.isArray(array) ? array.find((element) => test([element])) : undefined
      return found === undefined ? MISSING : [found]
    }
    return { keep: true, compute: null, reshape: firstMatch }
  }
  const [operator] = isDoc(value) ? value.keys() : []
  if (operator?.startsWith('$') && operator !== '$literal' && !Object.hasOwn(OPERATORS, operator))
    throw new CommandError(31325, `Unknown expression ${operator}`)
  return { keep: true, compute: compileExpression(value), reshape: null }
}

function isDocOfExpression(operand: Value): boolean {
  return typeof operand === 'string' || (Array.isArray(operand) && operand.some((one) => typeof one === 'string' || Array.isArray(one)))
}

function flatten(spec: Doc, prefix: string, entries: [string, Value][]): [string, Value][] {
  for (const [name, value] of spec) {
    const full = prefix === '' ? name : `${prefix}.${name}`
    const [first] = isDoc(value) ? value.keys() : []
    if (isDoc(value) && first !== undefined && !first.startsWith('$')) flatten(value, full, entries)
    else entries.push([full, value])
  }
  return entries
}

/**
 * @param forFind find's own operators `$slice` and `$elemMatch` are allowed
 * @returns null when every field is answered
 * @throws CommandError 31253 and 31254 for inclusion and exclusion in one
 */
export function compileProjection(spec: Doc, context: QueryContext, forFind = true): Projection | null {
  if (spec.size === 0) return null
  const tree: Node = new Map()
  let mode: 'include' | 'exclude' | null = null
  let idKept = true
  for (const [name, value] of flatten(spec, '', [])) {
    if (name.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`)
    if (name.endsWith('.$'))
      throw new CommandError('CommandNotSupported', 'The positional projection is not supported by the embedded server of Sessionscope; a real MongoDB has it')
    const leaf = leafFor(name, value, forFind, context)
    place(tree, name.split('.'), name, leaf)
    if (name === '_id') {
      idKept = leaf.keep
      continue
    }
    const wanted: 'include' | 'exclude' | null = leaf.reshape && !isElemMatch(value) ? mode : leaf.keep ? 'include' : 'exclude'
    if (mode !== null && wanted !== null && wanted !== mode) {
      if (wanted === 'exclude') throw new CommandError(31254, `Cannot do exclusion on field ${name} in inclusion projection`)
      throw new CommandError(31253, `Cannot do inclusion on field ${name} in exclusion projection`)
    }
    mode = wanted
  }
  if (mode === null) mode = tree.get('_id') && idKept && [...tree.keys()].every((key) => key === '_id') ? 'include' : 'exclude'
  const including = mode === 'include'
  if (including && !tree.has('_id')) tree.set('_id', INCLUDE)
  return (document) => project(document, tree, including, document)
}

function isElemMatch(value: Value): boolean {
  return isDoc(value) && value.has('$elemMatch')
}

function project(value: Doc, tree: Node, including: boolean, root: Doc): Doc {
  const result: Doc = new Map()
  for (const [name, inner] of value) {
    const node = tree.get(name)
    if (!node) {
      if (!including) result.set(name, inner)
    } else if (isLeaf(node)) {
      if (node.compute || !node.keep) continue
      const reshaped = node.reshape ? node.reshape(inner) : inner
      if (reshaped !== MISSING) result.set(name, reshaped)
    } else {
      const projected = projectInner(inner, node, including, root)
      if (projected !== MISSING) result.set(name, projected)
    }
  }
  for (const [name, node] of tree) {
    if (isLeaf(node)) {
      const computed = node.compute ? node.compute({ root, variables: NO_VARIABLES }) : MISSING
      if (computed !== MISSING) result.set(name, computed)
    } else if (!value.has(name) && hasComputed(node)) {
      result.set(name, project(new Map(), node, including, root))
    }
  }
  return result
}

const NO_VARIABLES: ReadonlyMap<string, Value> = new Map()

function hasComputed(node: Node): boolean {
  return [...node.values()].some((inner) => (isLeaf(inner) ? inner.compute !== null : hasComputed(inner)))
}

function projectInner(value: Value, node: Node, including: boolean, root: Doc): Value | typeof MISSING {
  if (isDoc(value)) return project(value, node, including, root)
  if (Array.isArray(value)) {
    return value.map((element) => projectInner(element, node, including, root)).filter((element): element is Value => element !== MISSING)
  }
  if (hasComputed(node)) return project(new Map(), node, including, root)
  return including ? MISSING : value
}
