/** find, getMore, killCursors, count, distinct, explain. */
import { Int32, Long } from 'mongodb'
import { EMBEDDED } from '../../config.js'
import { encode, encodeWithDocumentFirst, encodeWithRawFirst, RawArray } from './codec.js'
import { CommandError } from './command-error.js'
import { CommandFields } from './command-fields.js'
import type { Call, Command } from './command-types.js'
import { compare, keyOf } from './compare.js'
import { type Batch, type Cursor, takeBatch } from './cursors.js'
import { compileQuery, type QueryContext } from './matcher.js'
import { collectionOf, namespaceOf } from './namespaces.js'
import { parsePath, valuesAt } from './paths.js'
import { compileProjection, type Projection } from './projection.js'
import { matches, type Plan, planQuery } from './query-plan.js'
import { parseSort } from './sorting.js'
import { copyDoc, type Doc, doc, isDoc, MISSING, ok, typeOf, type Value } from './values.js'

const FIND =
  'find filter projection sort hint skip limit batchSize singleBatch max min returnKey showRecordId tailable awaitData noCursorTimeout allowPartialResults oplogReplay collation allowDiskUse let ntoreturn readOnce allowSpeculativeMajorityRead term _use44SortKeys runtimeConstants'

/** The answer of find, getMore and aggregate. */
export function cursorReply(cursor: { readonly id: Long; readonly namespace: string }, batch: Batch, which: 'firstBatch' | 'nextBatch'): Buffer {
  const rest = doc({ id: batch.exhausted ? Long.ZERO : cursor.id, ns: cursor.namespace })
  return encodeWithDocumentFirst('cursor', encodeWithRawFirst(which, new RawArray(batch.documents), rest), ok())
}

/** Answers the first batch and keeps the cursor when there is more. */
export async function openCursor(call: Call, cursor: Cursor, batchSize: number | undefined, singleBatch: boolean): Promise<Buffer> {
  const batch = await takeBatch(cursor, batchSize ?? EMBEDDED.defaultBatch)
  const exhausted = batch.exhausted || singleBatch
  if (!exhausted) call.context.cursors.keep(cursor)
  return cursorReply(cursor, { documents: batch.documents, exhausted }, 'firstBatch')
}

export function variablesOf(fields: CommandFields): QueryContext {
  return { variables: new Map(fields.document('let') ?? []) }
}

async function* documents(plan: Plan, limit: number, projection: Projection | null): AsyncGenerator<Buffer> {
  for await (const { row, document } of matches(plan, limit)) {
    yield projection ? encode(projection(document ?? row.document())) : row.raw()
  }
}

/** Failures in the middle of the work say where they happened. */
export async function* named(where: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stream
  } catch (error) {
    throw error instanceof CommandError ? error.within(where) : error
  }
}

function findDocument(fields: CommandFields, name: string): Doc {
  const value = fields.value(name)
  // The missing blank is MongoDB's.
  if (value !== undefined && value !== null && !isDoc(value)) throw new CommandError('TypeMismatch', `Expected field ${name}to be of type object`)
  return fields.document(name) ?? new Map()
}

const find: Command = async (call) => {
  const fields = new CommandFields('FindCommandRequest', call.command)
  fields.allowOnly(FIND)
  const namespace = namespaceOf(call)
  const filter = findDocument(fields, 'filter')
  const sort = findDocument(fields, 'sort')
  const skip = fields.count('skip') ?? 0
  const limit = fields.count('limit') ?? 0
  const batchSize = fields.count('batchSize')
  if (fields.boolean('tailable'))
    throw new CommandError('BadValue', `error processing query: ns=${namespace} tailable cursor requested on non capped collection`)
  const context = variablesOf(fields)
  const projection = compileProjection(findDocument(fields, 'projection'), context)
  const collection = collectionOf(call)
  if (!collection) {
    compileQuery(filter, context)
    parseSort(sort)
    return doc({ cursor: doc({ id: Long.ZERO, ns: namespace, firstBatch: [] }) })
  }
  const plan = planQuery(collection, filter, sort, skip, context)
  const most = limit === 0 ? Number.POSITIVE_INFINITY : limit
  const stream = named('Executor error during find command', documents(plan, most, projection))
  const firstSize = limit > 0 && fields.boolean('singleBatch') ? limit : batchSize
  return openCursor(call, call.context.cursors.create(namespace, stream, most), firstSize, fields.boolean('singleBatch'))
}

const getMore: Command = async (call) => {
  const { fields, context } = call
  fields.allowOnly('getMore collection batchSize term lastKnownCommittedOpTime')
  const id = call.command.get('getMore') ?? null
  if (!(id instanceof Long)) throw new CommandError('TypeMismatch', `BSON field 'getMore.getMore' is the wrong type '${typeOf(id).name}', expected type 'long'`)
  fields.required('collection')
  const namespace = `${call.database}.${fields.string('collection')}`
  const batchSize = fields.count('batchSize')
  const cursor = context.cursors.get(id, namespace)
  const batch = await takeBatch(cursor, batchSize === undefined || batchSize === 0 ? Number.POSITIVE_INFINITY : batchSize)
  const { exhausted } = batch
  if (exhausted) context.cursors.kill(id)
  return cursorReply(cursor, { documents: batch.documents, exhausted }, 'nextBatch')
}

const killCursors: Command = ({ fields, context }) => {
  fields.allowOnly('killCursors cursors')
  fields.required('cursors')
  const ids = (fields.array('cursors') ?? []).filter((id): id is Long => id instanceof Long)
  const killed = ids.filter((id) => context.cursors.kill(id))
  return doc({ cursorsKilled: killed, cursorsNotFound: ids.filter((id) => !killed.includes(id)), cursorsAlive: [], cursorsUnknown: [] })
}

const count: Command = async (call) => {
  const { fields } = call
  fields.allowOnly('count query limit skip hint collation fields queryOptions readConcern')
  const query = fields.document('query') ?? new Map()
  const skip = fields.count('skip') ?? 0
  // A negative limit means the same as a positive one.
  const limit = Math.abs(fields.number('limit') ?? 0) || Number.POSITIVE_INFINITY
  const collection = collectionOf(call)
  if (!collection) {
    compileQuery(query)
    return doc({ n: new Int32(0) })
  }
  if (query.size === 0) return doc({ n: new Int32(Math.max(0, Math.min(collection.rows.size - skip, limit))) })
  let n = 0
  for await (const _ of matches(planQuery(collection, query, new Map(), skip), limit)) n++
  return doc({ n: new Int32(n) })
}

const distinct: Command = async (call) => {
  const { fields } = call
  fields.allowOnly('distinct key query collation hint')
  fields.required('key')
  const key = fields.string('key') ?? ''
  if (key === '') throw new CommandError('BadValue', "cannot use 'distinct' with an empty key")
  const query = fields.document('query') ?? new Map()
  const collection = collectionOf(call)
  const values = new Map<string, Value>()
  if (collection) {
    const path = parsePath(key)
    for await (const { row, document } of matches(planQuery(collection, query, new Map()))) {
      for (const value of valuesAt(document ?? row.document(), path)) {
        if (value !== MISSING && !(Array.isArray(value) && value.length === 0) && !values.has(keyOf(value))) values.set(keyOf(value), value)
      }
    }
  } else compileQuery(query)
  return doc({ values: [...values.values()].sort(compare) })
}

/** Says which way the query planner of this server would go; with `executionStats` also what it meets on the way. */
const explain: Command = async (call) => {
  const inner = call.command.get('explain') ?? null
  if (!isDoc(inner)) throw new CommandError('TypeMismatch', `BSON field 'explain.explain' is the wrong type '${typeOf(inner).name}', expected type 'object'`)
  const [name = ''] = inner.keys()
  if (!['find', 'count', 'distinct', 'delete', 'update', 'findAndModify', 'aggregate'].includes(name)) {
    throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${name}`)
  }
  if (!['find', 'count', 'distinct'].includes(name)) {
    throw new CommandError('CommandNotSupported', `explain of ${name} is not supported by the embedded server of Sessionscope; a real MongoDB has it`)
  }
  const fields = new CommandFields(name, inner)
  const namespace = `${call.database}.${fields.string(name)}`
  const collection = call.context.catalog.get(namespace)
  const filter = fields.document(name === 'find' ? 'filter' : 'query') ?? new Map()
  compileQuery(filter)
  const plan = collection ? planQuery(collection, filter, fields.document('sort') ?? new Map()) : null
  const stage = doc({ stage: plan?.stage ?? 'EOF' })
  const answer = doc({
    explainVersion: '1',
    queryPlanner: doc({ namespace, indexFilterSet: false, parsedQuery: copyDoc(filter), winningPlan: stage, rejectedPlans: [] }),
    command: new Map([...inner, ['$db', call.database]]),
    serverInfo: doc({ host: '127.0.0.1', version: EMBEDDED.version, sessionscope: 'embedded' }),
  })
  if (call.command.get('verbosity') !== 'queryPlanner' && plan) answer.set('executionStats', await executionStats(plan))
  return answer
}

async function executionStats(plan: Plan): Promise<Doc> {
  const startedAt = performance.now()
  let examined = 0
  const counted: Plan = {
    ...plan,
    candidates: (function* () {
      for (const row of plan.candidates) {
        examined++
        yield row
      }
    })(),
  }
  let nReturned = 0
  for await (const _ of matches(counted)) nReturned++
  return doc({
    executionSuccess: true,
    nReturned: new Int32(nReturned),
    executionTimeMillis: new Int32(Math.round(performance.now() - startedAt)),
    totalKeysExamined: new Int32(plan.stage === 'COLLSCAN' ? 0 : examined),
    totalDocsExamined: new Int32(examined),
  })
}

export const READ_COMMANDS: Readonly<Record<string, Command>> = { find, getMore, killCursors, count, distinct, explain }
