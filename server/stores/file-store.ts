import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type session from 'express-session'
import { makeFolder } from '../own-files.js'
import type { FolderAddress } from '../protocol/resources.js'
import type { StoredSession } from '../protocol/stores.js'
import { whyOf } from '../protocol/why.js'
import type { AdapterFor, CreatedStore, StoreTuning } from './adapter.js'
import { explainFiles } from './files-errors.js'
import { filesHealth } from './files-health.js'
import { FolderCount } from './folder-count.js'
import { isReservedId } from './known-sessions.js'
import { isNoSuchSession } from './no-such-session.js'
import { probeStore } from './probe.js'
import { parseSession } from './session-json.js'

const LABEL = 'session-file-store'
const FOLDER = 'sessions'
const EXTENSION = '.json'
/** Both as the package has them: an hour. */
const REAP_INTERVAL_MS = 3_600_000
const DEFAULT_LIFE_MS = 3_600_000
/** What it puts into the session itself: by it and the life that the cookie was given it decides what has expired, and not by the cookie's date. */
const LAST_ACCESS = '__lastAccess'

/** One JSON file a session. */
const adapter: AdapterFor<'folder'> = {
  kind: 'file',
  label: LABEL,
  hue: 315,
  about: { en: 'one JSON file a session, in a folder', 'pt-BR': 'um arquivo JSON por session, numa pasta' },
  place: 'more',
  npm: { name: 'session-file-store', range: '^1.5.0', installed: 'with-project', alsoNeeds: [] },
  resource: 'folder',
  capabilities: {
    touch: true,
    all: false,
    length: true,
    clear: true,
    expiry: 'app-sweeper',
    sweepEveryMs: REAP_INTERVAL_MS,
    survivesRestart: true,
    shared: true,
    inHeap: false,
  },
  addsToSession: [LAST_ACCESS],
  snippet: `import createFileStore from 'session-file-store'

const FileStore = createFileStore(session)
const store = new FileStore({
  path: './sessions', // one file a session
  retries: 0, // by default, an id that nobody has is looked for six times, which takes 0.3 s
  logFn: () => {}, // and each time is told on the console
})`,
  create,
}
export default adapter

async function create(sessionModule: typeof session, { path }: FolderAddress, { sweepEveryMs = REAP_INTERVAL_MS }: StoreTuning): Promise<CreatedStore> {
  const { default: createFileStore } = await import('session-file-store')
  const folder = join(path, FOLDER)
  makeFolder(folder)
  const FileStore = createFileStore(sessionModule)
  const store = new FileStore({ path: folder, retries: 0, reapInterval: sweepEveryMs / 1_000, logFn: () => undefined })
  const count = new FolderCount(folder, (name) => isSession(idOf(name)))
  const explain = (error: unknown) => explainFiles(LABEL, error)
  const health = filesHealth(
    folder,
    () => probeStore(sessionModule, store),
    (error) => whyOf(explain(error).problem),
  )
  return {
    store,
    explain,
    async *ids() {
      for (const name of await readdir(folder)) {
        const id = idOf(name)
        if (isSession(id)) yield id
      }
    },
    count: () => count.read(),
    read: (id) => read(folder, id),
    onHealth: (listener) => health.listen(listener),
    async close() {
      health.close()
      clearInterval(store.options.reapIntervalObject)
    },
  }
}

/** null: not a file of a session. */
function idOf(name: string): string | null {
  return name.endsWith(EXTENSION) ? name.slice(0, -EXTENSION.length) : null
}

function isSession(id: string | null): id is string {
  return id !== null && !isReservedId(id)
}

/** As it lies there, expired or not. */
async function read(folder: string, id: string): Promise<StoredSession | null> {
  const name = `${id}${EXTENSION}`
  let text: string
  try {
    text = await readFile(join(folder, name), 'utf8')
  } catch (error) {
    if (isNoSuchSession(error)) return null
    throw explainFiles(LABEL, error)
  }
  const document = parseSession(text)
  return document && { id, document, form: 'file', where: `${FOLDER}/${name}`, bytes: Buffer.byteLength(text), expiresAt: expiryOf(document) }
}

/** As session-file-store decides it. */
function expiryOf(document: Readonly<Record<string, unknown>>): number | null {
  const lastAccess = document[LAST_ACCESS]
  if (typeof lastAccess !== 'number') return null
  const life = (document.cookie as { readonly originalMaxAge?: unknown } | undefined)?.originalMaxAge
  return lastAccess + (typeof life === 'number' && life !== 0 ? life : DEFAULT_LIFE_MS)
}
