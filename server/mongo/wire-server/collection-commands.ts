/** Collections, databases and indexes. */
import { Double, Int32, Long } from 'mongodb'
import { decode, encode } from './codec.js'
import type { Collection } from './collection.js'
import { CommandError } from './command-error.js'
import type { Call, Command } from './command-types.js'
import { equal } from './compare.js'
import { takeBatch } from './cursors.js'
import { compileQuery } from './matcher.js'
import { checkWritable, collectionOf, namespaceOf } from './namespaces.js'
import { SecondaryIndex } from './secondary-index.js'
import { shellDoc } from './shell-text.js'
import { type Doc, doc, isDoc, isNumber, toNumber, typeOf, type Value } from './values.js'

const ID_INDEX: Doc = new Map<string, Value>([
  ['v', new Int32(2)],
  ['key', doc({ _id: new Int32(1) })],
  ['name', '_id_'],
])

function shortName(collection: Collection): string {
  return collection.namespace.slice(collection.namespace.indexOf('.') + 1)
}

async function* stream(documents: readonly Doc[]): AsyncGenerator<Buffer> {
  for (const document of documents) yield encode(document)
}

function batchSizeOf(call: Call): number | undefined {
  const size = call.fields.document('cursor')?.get('batchSize')
  return size !== undefined && isNumber(size) ? toNumber(size) : undefined
}

/** A cursor over what is in memory anyway. */
async function listReply(call: Call, namespace: string, documents: readonly Doc[]): Promise<Doc> {
  const cursor = call.context.cursors.create(namespace, stream(documents), documents.length)
  const batch = await takeBatch(cursor, batchSizeOf(call) ?? documents.length + 1)
  if (!batch.exhausted) call.context.cursors.keep(cursor)
  return doc({ cursor: doc({ id: batch.exhausted ? Long.ZERO : cursor.id, ns: namespace, firstBatch: batch.documents.map((bytes) => decode(bytes)) }) })
}

const listDatabases: Command = ({ fields, context }) => {
  fields.allowOnly('listDatabases filter nameOnly authorizedDatabases')
  const filter = compileQuery(fields.document('filter') ?? new Map())
  const databases = context.catalog.databases().map((name): Doc => {
    const size = context.catalog.collectionsOf(name).reduce((sum, collection) => sum + collection.bytes, 0)
    return doc({ name, sizeOnDisk: Long.fromNumber(size), empty: false })
  })
  const shown = databases.filter(filter)
  if (fields.boolean('nameOnly')) return doc({ databases: shown.map((one) => doc({ name: one.get('name') ?? null })) })
  const total = shown.reduce((sum, one) => sum + toNumber(one.get('sizeOnDisk') as Long), 0)
  return doc({ databases: shown, totalSize: Long.fromNumber(total), totalSizeMb: Long.fromNumber(Math.floor(total / 1024 / 1024)) })
}

const listCollections: Command = async (call) => {
  call.fields.allowOnly('listCollections filter nameOnly authorizedCollections cursor includePendingDrops')
  const filter = compileQuery(call.fields.document('filter') ?? new Map())
  const nameOnly = call.fields.boolean('nameOnly')
  const all = call.context.catalog.collectionsOf(call.database).map((collection): Doc => {
    const name = shortName(collection)
    if (nameOnly) return doc({ name, type: 'collection' })
    return doc({ name, type: 'collection', options: collection.options, info: doc({ readOnly: false, uuid: collection.uuid }), idIndex: ID_INDEX })
  })
  return listReply(call, `${call.database}.$cmd.listCollections`, all.filter(filter))
}

const CREATE =
  'create capped autoIndexId idIndex size max storageEngine validator validationLevel validationAction indexOptionDefaults viewOn pipeline collation temp flags expireAfterSeconds timeseries clusteredIndex encryptedFields changeStreamPreAndPostImages recordPreImages'

const create: Command = async (call) => {
  call.fields.allowOnly(CREATE)
  const namespace = namespaceOf(call)
  checkWritable(namespace)
  for (const field of ['capped', 'viewOn', 'timeseries', 'validator', 'clusteredIndex']) {
    if (call.fields.has(field) && call.fields.value(field) !== false)
      throw new CommandError('CommandNotSupported', `create with ${field} is not supported by the embedded server of Sessionscope; a real MongoDB has it`)
  }
  const there = call.context.catalog.get(namespace)
  if (there) throw new CommandError('NamespaceExists', `Collection ${namespace} already exists.`)
  await call.context.catalog.obtain(namespace)
  return new Map()
}

const drop: Command = async (call) => {
  call.fields.allowOnly('drop')
  const collection = collectionOf(call)
  if (!collection) throw new CommandError('NamespaceNotFound', 'ns not found')
  const nIndexesWas = new Int32(collection.indexes.length + 1)
  call.context.cursors.killNamespace(collection.namespace)
  await call.context.catalog.drop(collection)
  return doc({ nIndexesWas, ns: collection.namespace })
}

const dropDatabase: Command = async (call) => {
  const collections = call.context.catalog.collectionsOf(call.database)
  for (const collection of collections) await call.context.catalog.drop(collection)
  return new Map()
}

const INDEX_FIELDS = new Set(
  'key name unique background sparse expireAfterSeconds v hidden partialFilterExpression ns dropDups collation storageEngine weights default_language language_override textIndexVersion 2dsphereIndexVersion bits min max bucketSize wildcardProjection clustered prepareUnique'.split(
    ' ',
  ),
)

/** @throws CommandError CannotCreateIndex, BadValue, InvalidOptions for a specification that is none */
function indexSpec(wanted: Doc): Doc {
  const key = wanted.get('key') ?? null
  if (!isDoc(key)) throw new CommandError('FailedToParse', "The 'key' field is a required property of an index specification")
  if (typeof wanted.get('name') !== 'string') throw new CommandError('FailedToParse', "The 'name' field is a required property of an index specification")
  if (key.size === 0) throw new CommandError('CannotCreateIndex', 'Index keys cannot be empty.')
  for (const name of wanted.keys()) {
    if (!INDEX_FIELDS.has(name))
      throw new CommandError(
        'InvalidIndexSpecificationOption',
        `The field '${name}' is not valid for an index specification. Specification: ${shellDoc(wanted)}`,
      )
  }
  for (const [name, direction] of key) {
    if (name === '') throw new CommandError('CannotCreateIndex', 'Index keys cannot be an empty field.')
    if (typeof direction === 'string') {
      if (['text', '2d', '2dsphere', 'hashed'].includes(direction))
        throw new CommandError('CommandNotSupported', `${direction} indexes are not supported by the embedded server of Sessionscope; a real MongoDB has them`)
      throw new CommandError('CannotCreateIndex', `Unknown index plugin '${direction}'`)
    }
    if (!isNumber(direction))
      throw new CommandError(
        'CannotCreateIndex',
        `Values in v:2 index key pattern cannot be of type ${typeOf(direction).name}. Only numbers > 0, numbers < 0, and strings are allowed.`,
      )
    if (toNumber(direction) === 0) throw new CommandError('CannotCreateIndex', 'Values in the index key pattern cannot be 0.')
  }
  const expire = wanted.get('expireAfterSeconds')
  if (expire !== undefined) checkExpiry(wanted, expire, key)
  const spec: Doc = new Map<string, Value>([
    ['v', new Int32(2)],
    ['key', key],
    ['name', wanted.get('name') ?? null],
  ])
  for (const [name, value] of wanted) {
    if (['v', 'key', 'name', 'ns', 'background'].includes(name)) continue
    if ((name === 'unique' || name === 'sparse' || name === 'hidden') && (value === false || (isNumber(value) && toNumber(value) === 0))) continue
    if (name === 'unique' || name === 'sparse' || name === 'hidden') spec.set(name, true)
    else spec.set(name, value)
  }
  if (wanted.has('background')) spec.set('background', wanted.get('background') ?? null)
  return spec
}

function checkedSpec(wanted: Doc): Doc {
  try {
    return indexSpec(wanted)
  } catch (error) {
    if (error instanceof CommandError && !error.message.startsWith('TTL')) throw error.within(`Error in specification ${shellDoc(wanted)}`)
    throw error
  }
}

function checkExpiry(wanted: Doc, expire: Value, key: Doc): void {
  const spec = `Index spec: ${shellDoc(wanted)}`
  if (!isNumber(expire))
    throw new CommandError(
      'CannotCreateIndex',
      `TTL index 'expireAfterSeconds' option must be numeric, but received a type of '${typeOf(expire).name}'. ${spec}`,
    )
  if (key.size > 1) throw new CommandError('CannotCreateIndex', `TTL indexes are single-field indexes, compound indexes do not support TTL. ${spec}`)
  if (key.has('_id')) throw new CommandError(197, "The field 'expireAfterSeconds' is not valid for an _id index specification.")
  const seconds = toNumber(expire)
  if (seconds < 0) throw new CommandError('CannotCreateIndex', `TTL index 'expireAfterSeconds' option cannot be less than 0. ${spec}`)
  if (seconds > 2 ** 31 - 1)
    throw new CommandError(
      'CannotCreateIndex',
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different value than ${seconds}. ${spec}`,
    )
}

/** Indexes that agree in these are the same index; anything else of it is an option (MongoDB manual, createIndexes, since 5.0). */
const SIGNATURE = ['key', 'unique', 'sparse', 'partialFilterExpression', 'collation']

function picked(spec: Doc, isWanted: (name: string) => boolean): Doc {
  return new Map([...spec].filter(([name]) => isWanted(name)).sort(([x], [y]) => (x < y ? -1 : 1)))
}

/** As MongoDB's messages write it. */
function specText(spec: Doc): string {
  const unique: [string, Value][] = spec.has('unique') ? [['unique', true]] : []
  return shellDoc(new Map([['v', spec.get('v') ?? null], ...unique, ...[...spec].filter(([name]) => name !== 'v' && name !== 'unique')]))
}

/** Is there an index like it already? @throws CommandError when there is one that contradicts it */
function alreadyThere(collection: Collection, spec: Doc): boolean {
  if (equal(spec.get('key') ?? null, doc({ _id: new Int32(1) }))) return true
  const signature = picked(spec, (name) => SIGNATURE.includes(name))
  const isOption = (name: string) => !SIGNATURE.includes(name) && !['v', 'name', 'background', 'hidden'].includes(name)
  for (const index of collection.indexes) {
    const sameIndex = equal(
      picked(index.spec, (name) => SIGNATURE.includes(name)),
      signature,
    )
    const sameName = index.name === spec.get('name')
    const both = `Requested index: ${specText(spec)}, existing index: ${specText(index.spec)}`
    if (sameIndex) {
      const sameOptions = equal(picked(index.spec, isOption), picked(spec, isOption))
      if (sameName && sameOptions) return true
      if (sameOptions) throw new CommandError('IndexOptionsConflict', `Index already exists with a different name: ${index.name}`)
      throw new CommandError(
        'IndexOptionsConflict',
        `An equivalent index already exists with ${sameName ? 'the same name but different options' : 'a different name and options'}. ${both}`,
      )
    }
    if (sameName) {
      throw new CommandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. ${both}`,
      )
    }
  }
  return false
}

const createIndexes: Command = async (call) => {
  const { fields, context } = call
  fields.allowOnly('createIndexes indexes ignoreUnknownIndexOptions commitQuorum v isTimeseriesNamespace')
  const namespace = namespaceOf(call)
  checkWritable(namespace)
  fields.required('indexes')
  const sent = call.sequences.get('indexes')
  const wanted = fields.array('indexes') ?? []
  if (wanted.length === 0 && !sent) throw new CommandError('BadValue', 'Must specify at least one index to create')
  const specs = wanted.map((one, index) => {
    if (!isDoc(one))
      throw new CommandError('TypeMismatch', `BSON field 'createIndexes.indexes.${index}' is the wrong type '${typeOf(one).name}', expected type 'object'`)
    return checkedSpec(one)
  })
  const before = context.catalog.get(namespace)
  const collection = await context.catalog.obtain(namespace)
  const numIndexesBefore = collection.indexes.length + 1
  for (const spec of specs) {
    if (!alreadyThere(collection, spec)) {
      try {
        collection.addIndex(new SecondaryIndex(spec))
      } catch (error) {
        if (error instanceof CommandError && error.code === 11000)
          throw new CommandError(
            'DuplicateKey',
            `Index build failed: ${collection.uuid.toUUID().toString()}: Collection ${namespace} ( ${collection.uuid.toUUID().toString()} ) :: caused by :: ${error.message}`,
            error.extra,
          )
        throw error
      }
    }
  }
  await context.catalog.save(collection)
  const numIndexesAfter = collection.indexes.length + 1
  const answer = doc({ numIndexesBefore: new Int32(numIndexesBefore), numIndexesAfter: new Int32(numIndexesAfter), createdCollectionAutomatically: !before })
  if (numIndexesAfter === numIndexesBefore) answer.set('note', 'all indexes already exist')
  if (before) {
    answer.delete('createdCollectionAutomatically')
    if (numIndexesAfter !== numIndexesBefore) answer.set('createdCollectionAutomatically', false)
  }
  return answer
}

const listIndexes: Command = async (call) => {
  call.fields.allowOnly('listIndexes cursor includeBuildUUIDs includeIndexBuildInfo isTimeseriesNamespace')
  const namespace = namespaceOf(call)
  const collection = collectionOf(call)
  if (!collection) throw new CommandError('NamespaceNotFound', `ns does not exist: ${namespace}`)
  return listReply(call, namespace, [ID_INDEX, ...collection.indexes.map((index) => index.spec)])
}

const dropIndexes: Command = async (call) => {
  call.fields.allowOnly('dropIndexes deleteIndexes index isTimeseriesNamespace')
  const namespace = namespaceOf(call)
  const collection = collectionOf(call)
  if (!collection) throw new CommandError('NamespaceNotFound', `ns not found ${namespace}`)
  const nIndexesWas = new Int32(collection.indexes.length + 1)
  const which = call.fields.required('index')
  if (which === '*') {
    collection.indexes = []
  } else {
    for (const one of Array.isArray(which) ? which : [which]) dropOne(collection, one)
  }
  collection.refreshExpiry()
  await call.context.catalog.save(collection)
  return which === '*' ? doc({ nIndexesWas, msg: 'non-_id indexes dropped for collection' }) : doc({ nIndexesWas })
}

function dropOne(collection: Collection, which: Value): void {
  if (which === '_id_' || (isDoc(which) && equal(which, doc({ _id: new Int32(1) })))) throw new CommandError('InvalidOptions', 'cannot drop _id index')
  const found = collection.indexes.find((index) => (typeof which === 'string' ? index.name === which : isDoc(which) && equal(index.keys, which)))
  if (!found && isDoc(which)) throw new CommandError('IndexNotFound', `can't find index with key: ${shellDoc(which)}`)
  if (!found) throw new CommandError('IndexNotFound', `index not found with name [${String(which)}]`)
  collection.indexes = collection.indexes.filter((index) => index !== found)
}

/** Figures of a collection as collStats gives them: sizes are those of the documents, since nothing is compressed here. */
export function statsOf(collection: Collection | undefined, scale = 1): Doc {
  const size = collection?.bytes ?? 0
  const rows = collection?.rows.size ?? 0
  const stats = doc({ size: new Int32(Math.floor(size / scale)), count: new Int32(rows) })
  if (rows > 0) stats.set('avgObjSize', new Int32(Math.floor(size / rows)))
  const indexes = collection ? collection.indexes.length + 1 : 0
  const sizes: Doc = new Map([['_id_', new Int32(0)], ...(collection?.indexes ?? []).map((index): [string, Value] => [index.name, new Int32(0)])])
  for (const [name, value] of Object.entries({ numOrphanDocs: 0, storageSize: Math.floor(size / scale), freeStorageSize: 0 })) stats.set(name, new Int32(value))
  stats.set('capped', false)
  stats.set('nindexes', new Int32(indexes))
  stats.set('indexBuilds', [])
  stats.set('totalIndexSize', new Int32(0))
  stats.set('totalSize', new Int32(Math.floor(size / scale)))
  stats.set('indexSizes', sizes)
  stats.set('scaleFactor', new Int32(scale))
  return stats
}

const collStats: Command = (call) => {
  call.fields.allowOnly('collStats collstats scale waitForLock queryExecStats')
  const scale = call.fields.number('scale') ?? 1
  return new Map<string, Value>([['ns', namespaceOf(call)], ...statsOf(collectionOf(call), scale)])
}

const dbStats: Command = (call) => {
  call.fields.allowOnly('dbStats dbstats scale freeStorage')
  const scale = call.fields.number('scale') ?? 1
  const collections = call.context.catalog.collectionsOf(call.database)
  const objects = collections.reduce((sum, collection) => sum + collection.rows.size, 0)
  const size = collections.reduce((sum, collection) => sum + collection.bytes, 0)
  return doc({
    db: call.database,
    collections: Long.fromNumber(collections.length),
    views: Long.ZERO,
    objects: Long.fromNumber(objects),
    avgObjSize: new Double(objects === 0 ? 0 : size / objects),
    dataSize: new Double(size / scale),
    storageSize: new Double(size / scale),
    indexes: Long.fromNumber(collections.reduce((sum, collection) => sum + collection.indexes.length + 1, 0)),
    indexSize: new Double(0),
    totalSize: new Double(size / scale),
    scaleFactor: Long.fromNumber(scale),
  })
}

const validate: Command = (call) => {
  const collection = collectionOf(call)
  if (!collection) throw new CommandError('NamespaceNotFound', `Collection '${namespaceOf(call)}' does not exist to validate.`)
  return doc({
    ns: collection.namespace,
    nInvalidDocuments: Long.ZERO,
    nrecords: Long.fromNumber(collection.rows.size),
    nIndexes: new Int32(collection.indexes.length + 1),
    valid: true,
  })
}

export const COLLECTION_COMMANDS: Readonly<Record<string, Command>> = {
  listDatabases,
  listCollections,
  create,
  drop,
  dropDatabase,
  createIndexes,
  listIndexes,
  dropIndexes,
  deleteIndexes: dropIndexes,
  collStats,
  collstats: collStats,
  dbStats,
  dbstats: dbStats,
  validate,
}
