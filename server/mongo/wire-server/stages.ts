/** The stages of an aggregation: each either changes documents one by one, or needs to see all of them. */
import { Int32, Long } from 'mongodb'
import { EMBEDDED } from '../../config.js'
import { ACCUMULATORS, type Accumulator } from './accumulators.js'
import { CommandError } from './command-error.js'
import { compare, keyOf } from './compare.js'
import { type Expression, orNull, type Scope } from './expression.js'
import { compileExpression } from './expressions.js'
import { compileQuery, notHere } from './matcher.js'
import { compileProjection } from './projection.js'
import { regexOperatorIn, withinBound } from './regex-bound.js'
import { nextTurn, Slice } from './slice.js'
import { bySortKeys, parseSort, withKeys } from './sorting.js'
import { changeAt } from './update-paths.js'
import { copyDoc, type Doc, doc, isDoc, isNumber, type Maybe, MISSING, toNumber, typeOf, type Value } from './values.js'

export interface Stage {
  readonly name: string
  /** One document to one, or to none. */
  readonly transform?: (document: Doc) => Doc | null
  /** All documents to others. */
  readonly all?: (documents: readonly Doc[]) => readonly Doc[] | Promise<readonly Doc[]>
  /** The operator by which it matches regular expressions, if it does. */
  readonly regexOperator?: string | null
}

const NO_VARIABLES: ReadonlyMap<string, Value> = new Map()

function scopeOf(root: Doc): Scope {
  return { root, variables: NO_VARIABLES }
}

function wanted(name: string, operand: Value): Doc {
  if (isDoc(operand)) return operand
  throw new CommandError(
    name === '$match' ? 15959 : name === '$group' ? 15947 : name === '$sort' ? 15973 : 40272,
    {
      $match: 'the match filter must be an expression in an object',
      $group: "a group's fields must be specified in an object",
      $sort: 'the $sort key specification must be an object',
    }[name] ?? `${name} specification stage must be an object, got ${typeOf(operand).name}`,
  )
}

function compileGroup(operand: Value): Stage {
  const spec = wanted('$group', operand)
  if (!spec.has('_id')) throw new CommandError(15955, 'a group specification must include an _id')
  const id = compileExpression(spec.get('_id') ?? null)
  const fields = [...spec]
    .filter(([name]) => name !== '_id')
    .map(([name, value]) => {
      if (name.includes('.')) throw new CommandError(40235, `The field name '${name}' cannot contain '.'`)
      if (name.startsWith('$')) throw new CommandError(40236, `The field name '${name}' cannot be an operator name`)
      if (!isDoc(value) || (value.size > 0 && ![...value.keys()][0]?.startsWith('$')))
        throw new CommandError(40234, `The field '${name}' must be an accumulator object`)
      if (value.size !== 1) throw new CommandError(40238, `The field '${name}' must specify one accumulator`)
      const [[operator, argument] = ['', null]] = value
      const make = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined
      if (!make) throw new CommandError(15952, `unknown group operator '${operator}'`)
      return { name, make, argument: compileExpression(operator === '$count' ? null : argument) }
    })
  return { name: '$group', all: (documents) => group(documents, id, fields) }
}

interface GroupField {
  readonly name: string
  readonly make: () => Accumulator
  readonly argument: Expression
}

function group(documents: readonly Doc[], id: Expression, fields: readonly GroupField[]): readonly Doc[] {
  const groups = new Map<string, { readonly id: Maybe; readonly accumulators: readonly Accumulator[] }>()
  for (const document of documents) {
    const value = id(scopeOf(document))
    const key = keyOf(value)
    let found = groups.get(key)
    if (!found) {
      found = { id: value, accumulators: fields.map((field) => field.make()) }
      groups.set(key, found)
    }
    for (const [index, field] of fields.entries()) found.accumulators[index]?.add(field.argument(scopeOf(document)))
  }
  return [...groups.values()].map(({ id: value, accumulators }) => {
    const result: Doc = new Map([['_id', orNull(value)]])
    for (const [index, field] of fields.entries()) result.set(field.name, accumulators[index]?.result() ?? null)
    return result
  })
}

function compileAddFields(operand: Value, name: string): Stage {
  const fields = [...flatFields(wanted(name, operand), '')].map(([path, value]) => [path.split('.'), compileExpression(value)] as const)
  return {
    name,
    transform(document) {
      const result = copyDoc(document)
      for (const [path, expression] of fields) {
        const value = expression(scopeOf(document))
        setThrough(result, path, value)
      }
      return result
    },
  }
}

/** Sets a path as `$addFields` does: in every document of an array on the way, and in place of what is no document. */
function setThrough(document: Doc, path: readonly string[], value: Maybe): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) {
    if (value === MISSING) document.delete(name)
    else document.set(name, value)
    return
  }
  const inner = document.get(name) ?? null
  if (Array.isArray(inner)) {
    document.set(
      name,
      inner.map((element) => nestedIn(element, rest, value)),
    )
  } else document.set(name, nestedIn(inner, rest, value))
}

function nestedIn(value: Value, path: readonly string[], set: Maybe): Doc {
  const inner = isDoc(value) ? value : new Map<string, Value>()
  setThrough(inner, path, set)
  return inner
}

function flatFields(spec: Doc, prefix: string): readonly (readonly [string, Value])[] {
  return [...spec].flatMap(([name, value]): readonly (readonly [string, Value])[] => {
    const full = prefix === '' ? name : `${prefix}.${name}`
    if (name.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`)
    const [first] = isDoc(value) ? value.keys() : []
    return isDoc(value) && first !== undefined && !first.startsWith('$') ? flatFields(value, full) : [[full, value]]
  })
}

function compileUnset(operand: Value): Stage {
  const names = Array.isArray(operand) ? operand : [operand]
  if (names.length === 0 || names.some((name) => typeof name !== 'string')) {
    throw new CommandError(
      Array.isArray(operand) ? 31120 : 31002,
      Array.isArray(operand)
        ? '$unset specification must be a string or an array containing only string values'
        : '$unset specification must be a string or an array',
    )
  }
  const project = compileProjection(new Map(names.map((name) => [String(name), false])), { variables: NO_VARIABLES }, false)
  return { name: '$unset', transform: (document) => project?.(document) ?? document }
}

function compileUnwind(operand: Value): Stage {
  if (!isDoc(operand) && typeof operand !== 'string') {
    throw new CommandError(15981, `expected either a string or an object as specification for $unwind stage, got ${typeOf(operand).name}`)
  }
  const spec = isDoc(operand) ? operand : doc({ path: operand })
  const path = spec.get('path')
  if (typeof path !== 'string') throw new CommandError(28808, `expected a string as the path for $unwind stage, got ${typeOf(path ?? null).name}`)
  if (!path.startsWith('$')) throw new CommandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`)
  const parts = path.slice(1).split('.')
  const field = compileExpression(path)
  const keep = spec.get('preserveNullAndEmptyArrays') === true
  const indexName = spec.get('includeArrayIndex')
  const one = (document: Doc, value: Maybe, index: number | null): Doc => {
    const result = copyDoc(document)
    changeAt(result, parts, () => value, true)
    if (typeof indexName === 'string') result.set(indexName, index === null ? null : Long.fromNumber(index))
    return result
  }
  return {
    name: '$unwind',
    all: (documents) =>
      documents.flatMap((document) => {
        const value = field(scopeOf(document))
        if (Array.isArray(value) && value.length > 0) return value.map((element, index) => one(document, element, index))
        const nothing = value === MISSING || value === null || value === undefined || Array.isArray(value)
        if (nothing && !keep) return []
        return [one(document, Array.isArray(value) ? MISSING : value, null)]
      }),
  }
}

function count(name: string, operand: Value, code: number, what: string): number {
  if (!isNumber(operand))
    throw new CommandError(
      code,
      `invalid argument to ${name} stage: Expected a number in: ${name}: ${typeof operand === 'string' ? `"${operand}"` : String(operand)}`,
    )
  const number = toNumber(operand)
  if (!Number.isInteger(number)) throw new CommandError(code, `invalid argument to ${name} stage: Expected an integer: ${name}: ${number}`)
  if (number < 0) throw new CommandError(code, `invalid argument to ${name} stage: Expected a non-negative number in: ${name}: ${number}`)
  if (number === 0 && what === 'positive') throw new CommandError(15958, 'the limit must be positive')
  return number
}

function compileReplace(name: string, operand: Value): Stage {
  const body = name === '$replaceRoot' && isDoc(operand) ? operand.get('newRoot') : operand
  const expression = compileExpression(body ?? null)
  return {
    name,
    transform(document) {
      const value = expression(scopeOf(document))
      if (isDoc(value)) return value
      throw new CommandError(
        40228,
        `'${name === '$replaceRoot' ? 'newRoot' : 'replacement document'}' expression ${name === '$replaceRoot' ? '' : ''}must evaluate to an object, but resulting value was: ${value === MISSING ? 'MISSING' : String(value)}. Type of resulting value: '${typeOf(value).name}'. Input document: {}`,
      )
    },
  }
}

function compileCount(operand: Value): Stage {
  if (typeof operand !== 'string') throw new CommandError(40156, 'the count field must be a non-empty string')
  if (operand === '') throw new CommandError(40157, 'the count field must be a non-empty string')
  if (operand.startsWith('$')) throw new CommandError(40158, 'the count field cannot be a $-prefixed path')
  if (operand.includes('.')) throw new CommandError(40160, "the count field cannot contain '.'")
  return { name: '$count', all: (documents) => (documents.length === 0 ? [] : [new Map([[operand, new Int32(documents.length)]])]) }
}

function compileSort(operand: Value): Stage {
  const parts = parseSort(wanted('$sort', operand))
  if (parts.length === 0) throw new CommandError(15976, '$sort stage must have at least one sort key')
  return {
    name: '$sort',
    all: (documents) =>
      documents
        .map((document) => withKeys(document, document, parts))
        .sort(bySortKeys(parts))
        .map((entry) => entry.item),
  }
}

function compileFacet(operand: Value): Stage {
  const facets = [...wanted('$facet', operand)].map(([name, pipeline]) => {
    if (!Array.isArray(pipeline)) throw new CommandError(40170, `arguments to $facet must be arrays, ${name} is type ${typeOf(pipeline).name}`)
    return [name, pipeline.map((stage) => compileStage(isDoc(stage) ? stage : new Map()))] as const
  })
  return {
    name: '$facet',
    async all(documents) {
      const result: Doc = new Map()
      for (const [name, stages] of facets) result.set(name, [...(await runStages(documents, stages))])
      return [result]
    },
  }
}

type StageCompiler = (operand: Value, name: string) => Stage

const STAGES: Readonly<Record<string, StageCompiler>> = {
  $match: (operand) => {
    const test = compileQuery(wanted('$match', operand))
    return { name: '$match', transform: (document) => (test(document) ? document : null) }
  },
  $group: compileGroup,
  $sort: compileSort,
  $limit: (operand) => {
    const limit = count('$limit', operand, 5107201, 'positive')
    return { name: '$limit', all: (documents) => documents.slice(0, limit) }
  },
  $skip: (operand) => {
    const skip = count('$skip', operand, 5107200, 'any')
    return { name: '$skip', all: (documents) => documents.slice(skip) }
  },
  $project: (operand) => {
    const spec = wanted('$project', operand)
    if (spec.size === 0) throw new CommandError(51272, 'Invalid $project :: caused by :: projection specification must have at least one field')
    try {
      const project = compileProjection(spec, { variables: NO_VARIABLES }, false)
      return { name: '$project', transform: (document) => project?.(document) ?? document }
    } catch (error) {
      if (error instanceof CommandError) throw error.within('Invalid $project')
      throw error
    }
  },
  $addFields: compileAddFields,
  $set: compileAddFields,
  $unset: compileUnset,
  $unwind: compileUnwind,
  $count: compileCount,
  $facet: compileFacet,
  $replaceRoot: (operand, name) => compileReplace(name, operand),
  $replaceWith: (operand, name) => compileReplace(name, operand),
  $sortByCount: (operand) => {
    const grouped = compileGroup(doc({ _id: operand, count: doc({ $sum: new Int32(1) }) }))
    return {
      name: '$sortByCount',
      all: async (documents) => [...((await grouped.all?.(documents)) ?? [])].sort((a, b) => compare(b.get('count') ?? null, a.get('count') ?? null)),
    }
  },
  $sample: (operand) => {
    const size = isDoc(operand) ? operand.get('size') : null
    if (size === undefined || !isNumber(size)) throw new CommandError(28746, 'size argument to $sample must be a number')
    const wantedCount = toNumber(size)
    return {
      name: '$sample',
      all: (documents) =>
        documents
          .map((document) => [Math.random(), document] as const)
          .sort(([a], [b]) => a - b)
          .slice(0, wantedCount)
          .map(([, document]) => document),
    }
  },
}

/** Stages of MongoDB that are not here: they must not be called unknown. */
const ELSEWHERE = new Set(
  '$bucket $bucketAuto $changeStream $currentOp $densify $documents $fill $geoNear $graphLookup $indexStats $listLocalSessions $listSessions $lookup $merge $out $planCacheStats $redact $search $setWindowFields $unionWith'.split(
    ' ',
  ),
)

export function isKnownStage(name: string): boolean {
  return Object.hasOwn(STAGES, name) || ELSEWHERE.has(name)
}

/** @throws CommandError 40324 for a stage that MongoDB does not know, CommandNotSupported for one that is not here */
export function compileStage(stage: Doc): Stage {
  if (stage.size !== 1) throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.')
  const [[name, operand] = ['', null]] = stage
  const compiler = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined
  if (compiler) return { ...compiler(operand, name), regexOperator: regexOperatorIn(operand) }
  if (ELSEWHERE.has(name)) throw notHere(`The stage ${name}`)
  throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`)
}

/** Runs one stage after the other, and lets others in. */
export async function runStages(documents: readonly Doc[], stages: readonly Stage[]): Promise<readonly Doc[]> {
  let current = documents
  for (const { all, transform, regexOperator = null } of stages) {
    const input = current
    if (regexOperator !== null) await nextTurn()
    if (transform) current = await inSlices(input, transform, regexOperator)
    else if (all) current = await (regexOperator === null ? all(input) : withinBound(() => all(input), regexOperator, EMBEDDED.regexStageMs))
  }
  return current
}

async function inSlices(documents: readonly Doc[], transform: (document: Doc) => Doc | null, regexOperator: string | null): Promise<readonly Doc[]> {
  const results: Doc[] = []
  const slice = new Slice()
  let next = 0
  const workOn = () => {
    while (next < documents.length && !slice.over(regexOperator !== null)) {
      const result = transform(documents[next++] as Doc)
      if (result) results.push(result)
    }
  }
  while (next < documents.length) {
    if (regexOperator === null) workOn()
    else withinBound(workOn, regexOperator)
    if (next < documents.length) await slice.pause()
  }
  return results
}
