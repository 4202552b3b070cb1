/** insert, update, delete, findAndModify. */
import { Int32, ObjectId, Timestamp } from 'mongodb'
import { EMBEDDED } from '../../config.js'
import { elementsOf } from './bson-check.js'
import { decode, decodeValue, encode, nameOf, readable } from './codec.js'
import { type Collection, WriteSet } from './collection.js'
import { CommandError, ERROR_CODES } from './command-error.js'
import { CommandFields } from './command-fields.js'
import type { Call, Command } from './command-types.js'
import { compileQuery, type QueryContext } from './matcher.js'
import { checkWritable, namespaceOf } from './namespaces.js'
import { compileProjection } from './projection.js'
import { changeMatches, planQuery } from './query-plan.js'
import { variablesOf } from './read-commands.js'
import { Slice } from './slice.js'
import { isKnownStage } from './stages.js'
import { compileUpdate, type Update, upsertedDocument } from './update.js'
import type { PositionalMatch } from './update-paths.js'
import type { Predicate } from './value-tests.js'
import { type Doc, doc, isDoc, isNumber, toNumber, typeOf, type Value } from './values.js'

/** Documents of a command: of its sequence, or of the array in its body. */
function documentsOf(call: Call, field: string): readonly Buffer[] {
  const sequence = call.sequences.get(field)
  if (sequence) return checkBatch(sequence)
  call.fields.required(field)
  const array = call.fields.array(field) ?? []
  return checkBatch(
    array.map((one, index) => {
      if (!isDoc(one))
        throw new CommandError('TypeMismatch', `BSON field '${call.name}.${field}.${index}' is the wrong type '${typeOf(one).name}', expected type 'object'`)
      return encode(one)
    }),
  )
}

function checkBatch(documents: readonly Buffer[]): readonly Buffer[] {
  if (documents.length < 1 || documents.length > EMBEDDED.maxWriteBatch) {
    throw new CommandError('InvalidLength', `Write batch sizes must be between 1 and ${EMBEDDED.maxWriteBatch}. Got ${documents.length} operations.`)
  }
  return documents
}

function writeError(index: number, error: CommandError): Doc {
  return new Map<string, Value>([['index', new Int32(index)], ['code', new Int32(error.code)], ['errmsg', error.message], ...error.extra])
}

/** Does each part; the first failure ends an ordered batch. */
async function eachPart(count: number, ordered: boolean, part: (index: number) => Promise<void> | void): Promise<readonly Doc[]> {
  const errors: Doc[] = []
  const slice = new Slice()
  for (let index = 0; index < count; index++) {
    // One part alone may be long, up to the bound of a regular expression.
    if (slice.over(true)) await slice.pause()
    try {
      await part(index)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      errors.push(writeError(index, error))
      if (ordered) break
    }
  }
  return errors
}

function ordered(call: Call): boolean {
  return call.fields.has('ordered') ? call.fields.boolean('ordered') : true
}

/** A document as it is stored: with an `_id`, and that in front. */
function prepareInsert(bytes: Buffer): { readonly bytes: Buffer; readonly id: Value } {
  if (bytes.length > EMBEDDED.maxBsonBytes) {
    throw new CommandError('BadValue', `object to insert too large. size in bytes: ${bytes.length}, max size: ${EMBEDDED.maxBsonBytes}`)
  }
  const elements = elementsOf(bytes)
  const place = elements.findIndex((element) => nameOf(bytes, element) === '_id')
  const element = elements[place]
  const [first] = elements
  if (place === 0 && element && !elements.some(([type]) => type === 0x11)) return { bytes, id: checkId(decodeValue(bytes, element)) }
  if (!first && place === -1) return withId(new Map())
  return withId(decode(bytes))
}

function withId(document: Doc): { readonly bytes: Buffer; readonly id: Value } {
  const id = document.has('_id') ? checkId(document.get('_id') ?? null) : new ObjectId()
  const fields = [...document].filter(([name]) => name !== '_id')
  // An empty timestamp on the top level is filled in by the server.
  const filled = fields.map(([name, value]): [string, Value] => [
    name,
    value instanceof Timestamp && value.isZero() ? new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 }) : value,
  ])
  return { bytes: encode(new Map([['_id', id], ...filled])), id }
}

function checkId(id: Value): Value {
  const { name } = typeOf(id)
  if (name === 'array' || name === 'regex' || name === 'undefined') throw new CommandError('InvalidIdField', `The '_id' value cannot be of type ${name}`)
  if (isDoc(id)) {
    for (const field of id.keys()) {
      if (field.startsWith('$'))
        throw new CommandError('DollarPrefixedFieldName', `_id fields may not contain '$'-prefixed fields: ${field} is not valid for storage.`)
    }
  }
  return id
}

const insert: Command = async (call) => {
  call.fields.allowOnly('insert documents ordered bypassDocumentValidation encryptionInformation')
  const namespace = namespaceOf(call)
  checkWritable(namespace)
  const documents = documentsOf(call, 'documents')
  const collection = await call.context.catalog.obtain(namespace)
  const writes = new WriteSet()
  let n = 0
  const errors = await eachPart(documents.length, ordered(call), (index) => {
    const { bytes, id } = prepareInsert(documents[index] ?? Buffer.alloc(0))
    collection.insert(bytes, id, writes)
    n++
  })
  await collection.commit(writes)
  return answer([['n', new Int32(n)]], errors)
}

function answer(fields: readonly [string, Value][], errors: readonly Doc[]): Doc {
  return new Map<string, Value>([...fields, ...(errors.length > 0 ? [['writeErrors', [...errors]] as [string, Value]] : [])])
}

interface UpdateOrder {
  readonly query: Doc
  readonly update: Update
  readonly multi: boolean
  readonly upsert: boolean
  readonly context: QueryContext
}

/** What is wrong with the form of a part fails the whole command, before anything is done. */
function checkUpdateForm(part: Doc): void {
  const fields = new CommandFields('update.updates', part)
  fields.allowOnly('q u c upsert multi collation arrayFilters hint upsertSupplied')
  fields.required('q')
  fields.document('q')
  const u = fields.required('u')
  for (const stage of Array.isArray(u) ? u : []) {
    const [name = ''] = isDoc(stage) ? stage.keys() : []
    if (!isKnownStage(name)) throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`)
  }
}

function parseUpdate(part: Doc, context: QueryContext): UpdateOrder {
  const fields = new CommandFields('update.updates', part)
  const u = fields.required('u')
  const multi = fields.boolean('multi')
  const update = compileUpdate(u, fields.array('arrayFilters') ?? [])
  if (multi && update.isReplacement) throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update')
  return { query: fields.document('q') ?? new Map(), update, multi, upsert: fields.boolean('upsert'), context }
}

function predicateOf(query: Doc, context: QueryContext): PositionalMatch {
  // Only `$` in a path asks for it.
  let test: Predicate | null = null
  return {
    test(document) {
      test ??= compileQuery(query, context)
      return test(document)
    },
    touches: (array) => [...pathsOf(query)].some((path) => path === array || path.startsWith(`${array}.`)),
  }
}

function* pathsOf(query: Doc): Generator<string> {
  for (const [name, value] of query) {
    if (!name.startsWith('$')) yield name
    else if (Array.isArray(value)) for (const clause of value) if (isDoc(clause)) yield* pathsOf(clause)
  }
}

/** How often an upsert looks again because another one was faster; every time one of them gets in. */
const UPSERT_ATTEMPTS = 100

/**
 * Changes what matches, or inserts. Of upserts that race for one unique key one inserts, and the others find what it has inserted,
 * as MongoDB does (https://www.mongodb.com/docs/v6.0/reference/method/db.collection.update/#upsert-with-duplicate-values).
 */
async function changeOrInsert<T>(
  collection: Collection,
  change: () => Promise<number>,
  insertNew: (() => T) | null,
): Promise<{ readonly n: number; readonly inserted: T | null }> {
  for (let attempt = 1; ; attempt++) {
    const { version } = collection
    const n = await change()
    if (n > 0 || !insertNew) return { n, inserted: null }
    try {
      return { n, inserted: insertNew() }
    } catch (error) {
      const wasOvertaken = error instanceof CommandError && error.code === ERROR_CODES.DuplicateKey && collection.version !== version
      if (!wasOvertaken || attempt >= UPSERT_ATTEMPTS) throw error
    }
  }
}

async function runUpdate(collection: Collection, order: UpdateOrder, writes: WriteSet): Promise<{ n: number; modified: number; upserted: Value | undefined }> {
  const predicate = predicateOf(order.query, order.context)
  let modified = 0
  const changeAll = () =>
    changeMatches(planQuery(collection, order.query, new Map(), 0, order.context), order.multi ? Number.POSITIVE_INFINITY : 1, (row, before) => {
      const after = order.update.apply(before, predicate, false)
      if (after === before) return
      collection.replace(row, before, after, writes)
      modified++
    })
  const { n, inserted } = await changeOrInsert(collection, changeAll, order.upsert ? () => insertUpserted(collection, order, writes) : null)
  return inserted ? { n: 1, modified: 0, upserted: inserted.id } : { n, modified, upserted: undefined }
}

function insertUpserted(
  collection: Collection,
  order: Pick<UpdateOrder, 'query' | 'update'>,
  writes: WriteSet,
): { readonly id: Value; readonly document: Doc } {
  const document = upsertedDocument(order.query, order.update)
  const id = checkId(document.get('_id') ?? null)
  const bytes = encode(document)
  if (bytes.length > EMBEDDED.maxBsonBytes)
    throw new CommandError(
      'BSONObjectTooLarge',
      `BSONObj size: ${bytes.length} (0x${readable(bytes.length)}) is invalid. Size must be between 0 and 16793600(16MB)`,
    )
  collection.insert(bytes, id, writes)
  return { id, document }
}

const update: Command = async (call) => {
  call.fields.allowOnly(
    'update updates ordered bypassDocumentValidation let runtimeConstants encryptionInformation legacyRuntimeConstants stmtId stmtIds isTimeseriesNamespace',
  )
  const namespace = namespaceOf(call)
  checkWritable(namespace)
  const context = variablesOf(call.fields)
  const parts = documentsOf(call, 'updates').map((bytes) => decode(bytes))
  for (const part of parts) checkUpdateForm(part)
  let collection = call.context.catalog.get(namespace)
  if (!collection && parts.some((part) => part.get('upsert') === true)) collection = await call.context.catalog.obtain(namespace)
  const writes = new WriteSet()
  let n = 0
  let nModified = 0
  const upserted: Doc[] = []
  const errors = await eachPart(parts.length, ordered(call), async (index) => {
    const order = parseUpdate(parts[index] ?? new Map(), context)
    if (!collection) {
      compileQuery(order.query, order.context)
      return
    }
    const result = await runUpdate(collection, order, writes)
    n += result.n
    nModified += result.modified
    if (result.upserted !== undefined) upserted.push(doc({ index: new Int32(index), _id: result.upserted }))
  })
  await collection?.commit(writes)
  const fields: [string, Value][] = [['n', new Int32(n)]]
  if (upserted.length > 0) fields.push(['upserted', upserted])
  return new Map<string, Value>([...answer(fields, errors), ['nModified', new Int32(nModified)]])
}

function parseDelete(part: Doc): { readonly query: Doc; readonly most: number } {
  const fields = new CommandFields('delete.deletes', part)
  fields.allowOnly('q limit collation hint')
  fields.required('q')
  const limit = fields.required('limit')
  const most = isNumber(limit) ? toNumber(limit) : -1
  if (most !== 0 && most !== 1) throw new CommandError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${most}`)
  return { query: fields.document('q') ?? new Map(), most }
}

const remove: Command = async (call) => {
  call.fields.allowOnly('delete deletes ordered let legacyRuntimeConstants encryptionInformation runtimeConstants')
  const namespace = namespaceOf(call)
  checkWritable(namespace)
  const context = variablesOf(call.fields)
  const parts = documentsOf(call, 'deletes').map((bytes) => decode(bytes))
  const orders = parts.map(parseDelete)
  const collection = call.context.catalog.get(namespace)
  const writes = new WriteSet()
  let n = 0
  const errors = await eachPart(parts.length, ordered(call), async (index) => {
    const { query, most } = orders[index] ?? { query: new Map(), most: 1 }
    if (!collection) {
      compileQuery(query)
      return
    }
    await changeMatches(planQuery(collection, query, new Map(), 0, context), most === 0 ? Number.POSITIVE_INFINITY : 1, (row) => {
      collection.remove(row, writes)
      n++
    })
  })
  await collection?.commit(writes)
  return answer([['n', new Int32(n)]], errors)
}

/** Failures in the middle of the work say where they happened. */
function inExecutor<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof CommandError ? error.within('Plan executor error during findAndModify') : error
  }
}

const findAndModify: Command = async (call) => {
  const { fields } = call
  fields.allowOnly(
    'findAndModify findandmodify query sort remove update new fields upsert bypassDocumentValidation collation arrayFilters hint let encryptionInformation legacyRuntimeConstants',
  )
  const namespace = namespaceOf(call)
  checkWritable(namespace)
  const removing = fields.boolean('remove')
  const upsert = fields.boolean('upsert')
  const wantsNew = fields.boolean('new')
  if (removing && fields.has('update')) throw new CommandError('FailedToParse', 'Cannot specify both an update and remove=true')
  if (removing && upsert) throw new CommandError('FailedToParse', 'Cannot specify both upsert=true and remove=true ')
  if (removing && wantsNew)
    throw new CommandError('FailedToParse', "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document")
  if (!removing && !fields.has('update')) throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified')
  const context = variablesOf(fields)
  const query = fields.document('query') ?? new Map()
  const projection = compileProjection(fields.document('fields') ?? new Map(), context)
  const change = removing ? null : compileUpdate(fields.value('update') ?? null, fields.array('arrayFilters') ?? [])
  const predicate = predicateOf(query, context)
  const collection = upsert ? await call.context.catalog.obtain(namespace) : call.context.catalog.get(namespace)
  const shown = (document: Doc | null): Value => (document && projection ? projection(document) : document)
  const none = () =>
    removing
      ? doc({ lastErrorObject: doc({ n: new Int32(0) }), value: null })
      : doc({ lastErrorObject: doc({ n: new Int32(0), updatedExisting: false }), value: null })
  if (!collection) return none()
  const writes = new WriteSet()
  let value: Value = null
  const changeFirst = () =>
    changeMatches(planQuery(collection, query, fields.document('sort') ?? new Map(), 0, context), 1, (row, before) => {
      if (!change) {
        collection.remove(row, writes)
        value = shown(before)
        return
      }
      const after = inExecutor(() => {
        const changed = change.apply(before, predicate, false)
        if (changed !== before) collection.replace(row, before, changed, writes)
        return changed
      })
      value = shown(wantsNew ? after : before)
    })
  const insertNew = upsert && change ? () => inExecutor(() => insertUpserted(collection, { query, update: change }, writes)) : null
  const { n, inserted } = await changeOrInsert(collection, changeFirst, insertNew)
  if (n === 0 && !inserted) return none()
  await collection.commit(writes)
  if (inserted)
    return doc({ lastErrorObject: doc({ n: new Int32(1), updatedExisting: false, upserted: inserted.id }), value: wantsNew ? shown(inserted.document) : null })
  return doc({ lastErrorObject: change ? doc({ n: new Int32(1), updatedExisting: true }) : doc({ n: new Int32(1) }), value })
}

export const WRITE_COMMANDS: Readonly<Record<string, Command>> = { insert, update, delete: remove, findAndModify, findandmodify: findAndModify }
