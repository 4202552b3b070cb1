/** An update compiled once and applied to each document: operators, a replacement, or a pipeline. */
import { ObjectId } from 'mongodb'
import { CommandError } from './command-error.js'
import { compare } from './compare.js'
import { shellField, shellText } from './shell-text.js'
import { compileStage } from './stages.js'
import { same, UPDATE_OPERATORS } from './update-operators.js'
import { changeAt, compileArrayFilters, expandPath, isIndex, type PositionalMatch, valueAt } from './update-paths.js'
import { isOperatorDoc } from './value-tests.js'
import { copy, copyDoc, type Doc, isDoc, MISSING, typeOf, type Value } from './values.js'

export interface Update {
  /** @returns the new document; the same object when nothing changes @throws CommandError as MongoDB */
  apply(before: Doc, matched: PositionalMatch | null, inserting: boolean): Doc
  readonly isReplacement: boolean
}

const NO_FILTERS: readonly Value[] = []

/** @throws CommandError FailedToParse, ConflictingUpdateOperators and others */
export function compileUpdate(update: Value, arrayFilters: readonly Value[] = NO_FILTERS): Update {
  if (Array.isArray(update)) return compilePipelineUpdate(update)
  if (!isDoc(update)) throw new CommandError('FailedToParse', 'Update argument must be either an object or an array')
  const [first] = update.keys()
  if (first === undefined || !first.startsWith('$')) return compileReplacement(update)
  return compileOperatorUpdate(update, arrayFilters)
}

function compileReplacement(replacement: Doc): Update {
  for (const name of replacement.keys()) {
    if (name.startsWith('$')) {
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      )
    }
  }
  return {
    isReplacement: true,
    apply(before) {
      const id = before.get('_id')
      const after: Doc = new Map()
      if (before.has('_id')) after.set('_id', id ?? null)
      for (const [name, value] of replacement) if (name !== '_id' || !before.has('_id')) after.set(name, copy(value))
      const wanted = replacement.get('_id')
      if (replacement.has('_id') && before.has('_id') && compare(wanted ?? null, id ?? null) !== 0) throw immutable(wanted ?? null)
      return same(before, after) ? before : after
    },
  }
}

function immutable(id: Value): CommandError {
  return new CommandError('ImmutableField', `After applying the update, the (immutable) field '_id' was found to have been altered to ${shellField('_id', id)}`)
}

interface Step {
  readonly operator: string
  readonly path: readonly string[]
  readonly text: string
  readonly operand: Value
}

function checkName(text: string): void {
  const parts = text.split('.')
  if (text === '') throw new CommandError('EmptyFieldName', 'An empty update path is not valid.')
  if (parts.includes('')) throw new CommandError('EmptyFieldName', `The update path '${text}' contains an empty field name, which is not allowed.`)
  if (parts[0] === '$' || parts[0]?.startsWith('$['))
    throw new CommandError(
      'BadValue',
      `Cannot have ${parts[0] === '$' ? "positional (i.e. '$')" : 'array filter'} element in the first position in path '${text}'`,
    )
}

/** Paths are worked on in this order, whatever the order in the update (MongoDB manual, "Update Operators Behavior", since 5.0). */
function byPath(a: Step, b: Step): number {
  for (let i = 0; i < Math.min(a.path.length, b.path.length); i++) {
    const x = a.path[i] ?? ''
    const y = b.path[i] ?? ''
    if (x === y) continue
    if (isIndex(x) && isIndex(y)) return Number(x) - Number(y)
    return x < y ? -1 : 1
  }
  return a.path.length - b.path.length
}

function checkConflicts(steps: readonly Step[]): void {
  const taken = new Map<string, string>()
  for (const step of steps) {
    const paths = step.operator === '$rename' && typeof step.operand === 'string' ? [step.text, step.operand] : [step.text]
    for (const path of paths) {
      for (const other of taken.keys()) {
        if (path === other || path.startsWith(`${other}.`) || other.startsWith(`${path}.`)) {
          throw new CommandError(
            'ConflictingUpdateOperators',
            `Updating the path '${path}' would create a conflict at '${path.length < other.length ? path : other}'`,
          )
        }
      }
    }
    for (const path of paths) taken.set(path, step.operator)
  }
}

function compileOperatorUpdate(update: Doc, arrayFilters: readonly Value[]): Update {
  const steps: Step[] = []
  for (const [operator, fields] of update) {
    if (operator !== '$rename' && !Object.hasOwn(UPDATE_OPERATORS, operator)) {
      throw new CommandError('FailedToParse', `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`)
    }
    if (!isDoc(fields)) {
      throw new CommandError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeOf(fields).name} instead. For example: {$mod: {<field>: ...}} not {${shellField(operator, fields)}}`,
      )
    }
    for (const [text, operand] of fields) {
      checkName(text)
      if (operator === '$rename') checkRename(text, operand)
      // What cannot be is said before a document is looked for.
      else UPDATE_OPERATORS[operator]?.compile(operand, { id: null, path: text })
      steps.push({ operator, path: text.split('.'), text, operand })
    }
  }
  checkConflicts(steps)
  steps.sort(byPath)
  const filters = compileArrayFilters(arrayFilters)
  return {
    isReplacement: false,
    apply(before, matched, inserting) {
      const after = copyDoc(before)
      let changed = false
      for (const step of steps) {
        if (step.operator === '$setOnInsert' && !inserting) continue
        if (step.operator === '$rename') changed = rename(after, step) || changed
        else changed = applyStep(after, step, { arrayFilters: filters, matched, text: step.text }, before.get('_id') ?? null) || changed
        if (!inserting && step.path[0] === '_id' && !same(before.get('_id') ?? null, after.get('_id') ?? null)) {
          throw new CommandError('ImmutableField', `Performing an update on the path '${step.text}' would modify the immutable field '_id'`)
        }
      }
      return changed ? after : before
    },
  }
}

function applyStep(after: Doc, step: Step, scope: Parameters<typeof expandPath>[2], id: Value): boolean {
  const operator = UPDATE_OPERATORS[step.operator]
  if (!operator) return false
  let changed = false
  for (const path of expandPath(after, step.path, scope)) {
    const change = operator.compile(step.operand, { id, path: path.join('.') })
    changed = changeAt(after, path, change, operator.creates) || changed
  }
  return changed
}

function checkRename(from: string, to: Value): void {
  if (typeof to !== 'string') throw new CommandError('BadValue', `The 'to' field for $rename must be a string: ${shellField(from, to)}`)
  if (from === to) throw new CommandError('BadValue', `The source and target field for $rename must differ: ${shellField(from, to)}`)
  if (from.startsWith(`${to}.`) || to.startsWith(`${from}.`)) {
    throw new CommandError('BadValue', `The source and target field for $rename must not be on the same path: ${shellField(from, to)}`)
  }
  if (`${from}.${to}`.split('.').some((part) => part.startsWith('$')))
    throw new CommandError('BadValue', `The source field for $rename may not be dynamic: ${from}`)
}

function rename(after: Doc, step: Step): boolean {
  const value = valueAt(after, step.path)
  if (value === MISSING || typeof step.operand !== 'string') return false
  if (Array.isArray(valueAt(after, step.path.slice(0, -1))))
    throw new CommandError(
      'BadValue',
      `The source field cannot be an array element, '${step.text}' in doc with _id: ${shellText(after.get('_id') ?? null)} has an array field called '${step.path.at(-2) ?? ''}'`,
    )
  changeAt(after, step.path, () => MISSING, false)
  changeAt(after, step.operand.split('.'), () => value, true)
  return true
}

const PIPELINE_STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith'])

function compilePipelineUpdate(pipeline: readonly Value[]): Update {
  const stages = pipeline.map((stage) => {
    const [name] = isDoc(stage) ? stage.keys() : []
    if (!isDoc(stage) || name === undefined) throw new CommandError('FailedToParse', "Each element of the 'pipeline' array must be an object")
    if (!PIPELINE_STAGES.has(name)) {
      compileStage(stage)
      throw new CommandError('InvalidOptions', `${name} is not allowed to be used within an update`)
    }
    return compileStage(stage)
  })
  return {
    isReplacement: false,
    apply(before) {
      let after = before
      for (const stage of stages) after = stage.transform?.(after) ?? after
      if (before.has('_id') && !after.has('_id')) after = new Map([['_id', before.get('_id') ?? null], ...after])
      if (before.has('_id') && compare(before.get('_id') ?? null, after.get('_id') ?? null) !== 0) throw immutable(after.get('_id') ?? null)
      return same(before, after) ? before : after
    },
  }
}

/** The document that an upsert starts from: what the query wants a field to be equal to. */
export function fieldsOfQuery(query: Doc, into: Doc = new Map()): Doc {
  for (const [name, value] of query) {
    if (name === '$and' && Array.isArray(value)) {
      for (const clause of value) if (isDoc(clause)) fieldsOfQuery(clause, into)
    } else if (name === '$or' && Array.isArray(value) && value.length === 1) {
      const [only] = value
      if (isDoc(only ?? null)) fieldsOfQuery(only as Doc, into)
    } else if (!name.startsWith('$')) {
      const wanted = wantedValue(value)
      if (wanted !== MISSING) changeAt(into, name.split('.'), () => copy(wanted), true)
    }
  }
  return into
}

function wantedValue(condition: Value): Value | typeof MISSING {
  if (typeOf(condition).name === 'regex') return MISSING
  if (!isOperatorDoc(condition)) return condition
  if (condition.has('$eq')) return condition.get('$eq') ?? null
  const one = condition.get('$in') ?? condition.get('$all')
  return Array.isArray(one) && one.length === 1 ? (one[0] ?? null) : MISSING
}

/** The document that an upsert puts in. */
export function upsertedDocument(query: Doc, update: Update): Doc {
  const start = update.isReplacement ? onlyId(fieldsOfQuery(query)) : fieldsOfQuery(query)
  const made = update.apply(start, null, true)
  const id = made.has('_id') ? (made.get('_id') ?? null) : new ObjectId()
  return new Map([['_id', id], ...[...made].filter(([name]) => name !== '_id')])
}

function onlyId(fields: Doc): Doc {
  return fields.has('_id') ? new Map([['_id', fields.get('_id') ?? null]]) : new Map()
}
