import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import type { LokiStore } from 'connect-loki'
import type session from 'express-session'
import { STORES } from '../config.js'
import { codeOf, FILE_MODE, makeFolder } from '../own-files.js'
import { ProblemError } from '../protocol/problem.js'
import type { FolderAddress } from '../protocol/resources.js'
import type { StoredSession } from '../protocol/stores.js'
import { asParams, type Why, why, whyOf } from '../protocol/why.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore } from './adapter.js'
import { SCARCE_BYTES } from './disk-room.js'
import { explainFiles } from './files-errors.js'
import { copiedFileHealth } from './files-health.js'
import { cookieExpiry, parseSession } from './session-json.js'

const LABEL = 'connect-loki'
const FILE = 'session-store.db'
/** As the package has it. */
const AUTOSAVE_MS = 5_000
/** Sessions that stand for all. */
const SAMPLE = 50
/** What a byte of the file takes in the heap while it is read: its text, and the objects that it becomes. Measured: 2.6 to 3.1, for carts of 0, 10 and 200 books. */
const HEAP_PER_FILE_BYTE = 4
const MB = 1024 * 1024

/** Sessions as live objects in the lesson server's memory, of which a copy is written to one file now and then: what not to do. */
const adapter: AdapterFor<'folder'> = {
  kind: 'loki',
  label: LABEL,
  hue: 345,
  about: {
    en: 'live objects in memory, copied to one file every 5 s; what has expired stays valid, for ever',
    'pt-BR': 'objetos vivos na memória, copiados para um arquivo a cada 5 s; o que expirou continua valendo, para sempre',
  },
  place: 'more',
  badExample: true,
  npm: { name: 'connect-loki', range: '^1.2.0', installed: 'with-project', alsoNeeds: [] },
  resource: 'folder',
  capabilities: {
    touch: true,
    all: false,
    length: true,
    clear: true,
    expiry: 'never',
    survivesRestart: true,
    losesLastMs: AUTOSAVE_MS,
    shared: false,
    inHeap: true,
  },
  // Its touch notes when it was called, and moves nothing.
  breaks: ['touch'],
  snippet: `import createLokiStore from 'connect-loki'

const LokiStore = createLokiStore(session)
const store = new LokiStore({
  path: './session-store.db', // written every 5 s: a crash takes what is newer
}) // its option ttl does nothing: no session is ever removed`,
  alwaysAnswers: true,
  create,
}
export default adapter

async function create(sessionModule: typeof session, { path }: FolderAddress): Promise<CreatedStore> {
  makeFolder(path)
  const file = join(path, FILE)
  const mark = `${file}.stale`
  await refuseWhatDoesNotFit(file)
  const { default: createLokiStore } = await import('connect-loki')
  const LokiStore = createLokiStore(sessionModule)
  const store = new LokiStore({ path: file })
  // Nothing is there before: `set` would throw, and `get` would find nothing.
  await within(once(store, 'connect'), STORES.openDeadlineMs)
  const explain = (error: unknown) => explainFiles(LABEL, asOfSystem(error))
  const save = () =>
    new Promise<void>((resolve, reject) =>
      store.client.saveDatabase((error) => {
        noteSave(error)
        if (error) reject(explain(error))
        else resolve()
      }),
    )
  let lastSave: Why | null = null
  const health = copiedFileHealth(
    path,
    () => tryToCopy(file),
    (error) => whyOf(explain(error).problem),
    () => lastSave,
  )
  const noteSave = (error?: unknown) => {
    lastSave = error ? whyNotSaved(error) : null
    void health.lookNow()
  }
  // As the package has it, and heard: by itself it tells nobody that nothing was saved.
  store.client.autosaveDisable()
  store.client.autosaveEnable(undefined, noteSave)
  return {
    store,
    explain,
    ids: () => idsOf(store),
    count: () => Promise.resolve(store.collection.count()),
    read: (id) => Promise.resolve(read(store, id)),
    async clear() {
      const removed = store.collection.count()
      store.collection.clear()
      // What is gone must not come back from the file.
      await save()
      return removed
    },
    isStale: () => Promise.resolve(existsSync(mark)),
    async markStale(stale) {
      if (stale) {
        await writeFile(mark, '', { mode: FILE_MODE })
        return
      }
      await save()
      await rm(mark, { force: true })
    },
    bytesPerSession: () => Promise.resolve(averageBytes(store)),
    onHealth: (listener) => health.listen(listener),
    // Without a last save, as nobody's app has one.
    async close() {
      health.close()
      store.client.autosaveDisable()
    },
  }
}

/** The package hands on the text of what the system said in an error of its own. */
function asOfSystem(error: unknown): unknown {
  const code = error instanceof Error ? /^Error: (E[A-Z]+): /.exec(error.message)?.[1] : undefined
  return code === undefined ? error : Object.assign(new Error(code), { code })
}

/** It has forgotten by then that there was something to save. */
function whyNotSaved(error: unknown): Why {
  const systemCode = codeOf(asOfSystem(error))
  return why(
    'save-failed',
    { systemCode, file: FILE },
    `its last save failed (${systemCode}). It tries again only when a session changes, and then writes all of them; that takes room for its file ${FILE} once more.`,
  )
}

/** A save writes all of the file once more, beside it. @throws the system's error */
async function tryToCopy(file: string): Promise<void> {
  const trial = `${file}.trial`
  try {
    await writeFile(trial, Buffer.alloc(Math.min(await sizeOf(file), SCARCE_BYTES) + 1), { mode: FILE_MODE })
  } finally {
    await rm(trial, { force: true })
  }
}

function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

/** All of the file is read into the heap: where it does not fit, each life of the process would end as it begins. @throws ProblemError `store-unreachable` */
async function refuseWhatDoesNotFit(file: string): Promise<void> {
  const bytes = await sizeOf(file)
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics()
  if (bytes * HEAP_PER_FILE_BYTE <= limit - used) return
  const fileMb = Math.ceil(bytes / MB)
  const reason = why(
    'file-too-large',
    { fileMb, file: FILE },
    `its file ${FILE} has ${fileMb} MB of sessions and must be read into the heap as a whole, which has no room for them. Restart with a larger heap limit, or delete the file: everyone in it is logged out then.`,
  )
  throw new ProblemError('store-unreachable', `${LABEL} cannot be used now: ${reason.message}`, { ...asParams(reason), store: LABEL })
}

async function* idsOf({ collection }: LokiStore): AsyncGenerator<string> {
  let until = performance.now() + STORES.sliceMs
  for (const { sid } of [...collection.data]) {
    yield sid
    if (performance.now() < until) continue
    await nextTurn()
    until = performance.now() + STORES.sliceMs
  }
}

function read({ collection }: LokiStore, id: string): StoredSession | null {
  const [record] = collection.find({ sid: id })
  if (!record) return null
  const json = JSON.stringify(record.content)
  const document = parseSession(json)
  return document && { id, document, form: 'object', where: FILE, bytes: Buffer.byteLength(json), expiresAt: cookieExpiry(document) }
}

/** Of the JSON that they would be: what an object takes in the heap, with all that hangs on it, no estimate could say. */
function averageBytes({ collection }: LokiStore): number | null {
  const sample = collection.data.slice(-SAMPLE)
  return sample.length === 0 ? null : sample.reduce((sum, { content }) => sum + Buffer.byteLength(JSON.stringify(content)), 0) / sample.length
}
