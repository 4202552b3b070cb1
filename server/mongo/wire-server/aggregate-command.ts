/** aggregate: `$match` in front is asked of the query planner, the rest runs over the documents in memory. */
import { Long } from 'mongodb'
import { encode } from './codec.js'
import { statsOf } from './collection-commands.js'
import { CommandError } from './command-error.js'
import type { Call, Command } from './command-types.js'
import { collectionOf, namespaceOf } from './namespaces.js'
import { matches, planQuery } from './query-plan.js'
import { openCursor, variablesOf } from './read-commands.js'
import { Slice } from './slice.js'
import { compileStage, runStages, type Stage } from './stages.js'
import { type Doc, doc, isDoc, isNumber, toNumber, typeOf, type Value } from './values.js'

const AGGREGATE =
  'aggregate pipeline explain allowDiskUse cursor hint let bypassDocumentValidation collation needsMerge fromMongos exchange isMapReduceCommand runtimeConstants legacyRuntimeConstants collectionUUID encryptionInformation requestReshardingResumeToken unwrappedReadPref'

async function* toBytes(documents: readonly Doc[]): AsyncGenerator<Buffer> {
  for (const document of documents) yield encode(document)
}

/** Stages of a pipeline, `$collStats` in front taken for itself. @throws CommandError */
function parsePipeline(values: readonly Value[]): { readonly stages: readonly Stage[]; readonly collStats: Doc | null; readonly match: Doc } {
  const documents = values.map((value) => {
    if (!isDoc(value)) throw new CommandError('TypeMismatch', "Each element of the 'pipeline' array must be an object")
    return value
  })
  const [first] = documents
  const stats = first?.get('$collStats')
  const collStats = isDoc(stats ?? null) ? (stats as Doc) : null
  if (documents.slice(1).some((stage) => stage.has('$collStats'))) throw new CommandError(40602, '$collStats is only valid as the first stage in a pipeline.')
  const rest = collStats ? documents.slice(1) : documents
  const [head] = rest
  const match = head?.size === 1 ? head.get('$match') : undefined
  const stages = rest.map(compileStage)
  return isDoc(match ?? null) ? { stages: stages.slice(1), collStats, match: match as Doc } : { stages, collStats, match: new Map() }
}

function collectionStats(call: Call, wanted: Doc): readonly Doc[] {
  const collection = collectionOf(call)
  const namespace = namespaceOf(call)
  if (!collection)
    throw new CommandError(
      'NamespaceNotFound',
      `PlanExecutor error during aggregation :: caused by :: Unable to retrieve count in $collStats stage :: caused by :: Collection [${namespace}] not found.`,
    )
  const answer = doc({ ns: namespace, host: call.context.address(), localTime: new Date() })
  if (wanted.has('storageStats')) answer.set('storageStats', statsOf(collection))
  if (wanted.has('count')) answer.set('count', collection.rows.size)
  if (wanted.has('latencyStats'))
    answer.set(
      'latencyStats',
      doc({
        reads: doc({ latency: Long.ZERO, ops: Long.ZERO }),
        writes: doc({ latency: Long.ZERO, ops: Long.ZERO }),
        commands: doc({ latency: Long.ZERO, ops: Long.ZERO }),
      }),
    )
  return [answer]
}

/** The driver's countDocuments({}): a group over everything that looks into no document, so that none needs to be decoded. */
function countedOnly(call: Call, pipeline: readonly Value[]): readonly Doc[] | null {
  const [first, second, ...more] = pipeline
  if (!isDoc(first ?? null) || !isDoc(second ?? null) || more.length > 0) return null
  const match = (first as Doc).get('$match')
  const group = (second as Doc).get('$group')
  if (!isDoc(match ?? null) || (match as Doc).size > 0 || !isDoc(group ?? null)) return null
  const sum = (group as Doc).get('n')
  const looksAtNothing =
    isNumber((group as Doc).get('_id') ?? null) && (group as Doc).size === 2 && isDoc(sum ?? null) && isNumber((sum as Doc).get('$sum') ?? null)
  return looksAtNothing ? new Array<Doc>(collectionOf(call)?.rows.size ?? 0).fill(new Map()) : null
}

async function sourceDocuments(call: Call, match: Doc): Promise<readonly Doc[]> {
  const collection = collectionOf(call)
  if (!collection) return []
  const slice = new Slice()
  const documents: Doc[] = []
  for await (const { row, document } of matches(planQuery(collection, match, new Map(), 0, variablesOf(call.fields)))) {
    if (slice.over()) await slice.pause()
    documents.push(document ?? row.document())
  }
  return documents
}

export const aggregate: Command = async (call) => {
  const { fields } = call
  fields.allowOnly(AGGREGATE)
  fields.required('pipeline')
  const given = fields.value('pipeline')
  if (!Array.isArray(given)) throw new CommandError('TypeMismatch', "'pipeline' option must be specified as an array")
  const pipeline: readonly Value[] = given
  const cursorOptions = fields.document('cursor')
  if (!cursorOptions && !fields.boolean('explain'))
    throw new CommandError('FailedToParse', "The 'cursor' option is required, except for aggregate with the explain argument")
  const size = cursorOptions?.get('batchSize')
  if (size !== undefined && !isNumber(size)) throw new CommandError('TypeMismatch', `cursor.batchSize must be a number, got ${typeOf(size).name}`)
  if (call.command.get('aggregate') !== undefined && isNumber(call.command.get('aggregate') ?? null)) throw notOnCollection(pipeline)
  const namespace = namespaceOf(call)
  const { stages, collStats, match } = parsePipeline(pipeline)
  const documents = collStats ? collectionStats(call, collStats) : (countedOnly(call, pipeline) ?? (await sourceDocuments(call, match)))
  const results = await executed(() => runStages(documents, stages))
  const batchSize = size === undefined ? undefined : toNumber(size)
  return openCursor(call, call.context.cursors.create(namespace, toBytes(results)), batchSize, false)
}

/** Failures in the middle of the work say where they happened. */
async function executed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof CommandError ? error.within('PlanExecutor error during aggregation') : error
  }
}

function notOnCollection(pipeline: readonly Value[]): CommandError {
  const [first] = pipeline
  const [name] = isDoc(first ?? null) ? (first as Doc).keys() : []
  if (isDoc(first ?? null)) compileStage(first as Doc)
  return new CommandError('InvalidNamespace', `{aggregate: 1} is not valid for '${name ?? ''}'; a collection is required.`)
}
