import { after, all, fresh, instead, type Recipe, type RecipeFile, tests, typesOf } from './recipe.js'

/** As somebody would write it: sessions as files, with no more than what must be said. */
const ADAPTER = `import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import session, { type SessionData } from 'express-session'
import type { AdapterFor } from './adapter.js'

/** One JSON file a session. */
const adapter: AdapterFor<'folder'> = {
  kind: 'notes',
  label: 'Notes',
  hue: 300,
  about: { en: 'one JSON file a session', 'pt-BR': 'um arquivo JSON por session' },
  place: 'more',
  npm: { name: 'session-notes', range: '^1.0.0', installed: 'with-project', alsoNeeds: [] },
  resource: 'folder',
  capabilities: { touch: false, all: false, length: false, clear: false, expiry: 'on-read', survivesRestart: true, shared: true, inHeap: false },
  snippet: \`import NotesStore from 'session-notes'

const store = new NotesStore('sessions')\`,
  create: (_session, { path }) => ({
    store: new NotesStore(path),
    async *ids() {
      for (const file of await readdir(path)) yield decodeURIComponent(file.replace(/\\.json$/, ''))
    },
  }),
}
export default adapter

class NotesStore extends session.Store {
  readonly #folder: string

  constructor(folder: string) {
    super()
    this.#folder = folder
  }

  override get(id: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    this.#read(id).then((data) => callback(null, data), callback)
  }

  override set(id: string, data: SessionData, callback?: (error?: unknown) => void): void {
    const path = this.#pathOf(id)
    writeFile(\`\${path}.draft\`, JSON.stringify(data))
      .then(() => rename(\`\${path}.draft\`, path))
      .then(() => callback?.(), callback)
  }

  override destroy(id: string, callback?: (error?: unknown) => void): void {
    rm(this.#pathOf(id), { force: true }).then(() => callback?.(), callback)
  }

  async #read(id: string): Promise<SessionData | null> {
    const data = JSON.parse(await readFile(this.#pathOf(id), 'utf8')) as SessionData
    if (!data.cookie.expires || new Date(data.cookie.expires).getTime() > Date.now()) return data
    await rm(this.#pathOf(id), { force: true })
    return null
  }

  #pathOf(id: string): string {
    return join(this.#folder, \`\${encodeURIComponent(id)}.json\`)
  }
}
`

const registry: RecipeFile = {
  path: 'server/stores/registry.ts',
  named: 'server/stores/registry.ts',
  write: all(
    after("import mongodb from './mongodb-store.js'\n", "import notes from './notes-store.js'\n"),
    instead('[memory, mongodb', '[memory, mongodb, notes'),
  ),
}

export const addStore: Recipe = {
  heading: 'Add a session store',
  sample: registry,
  files: [
    { path: 'server/stores/notes-store.ts', named: 'server/stores/notes-store.ts', write: fresh(ADAPTER) },
    registry,
    { path: 'package.json', named: 'package.json', write: after('"react-dom": "^19.3.1",\n', '    "session-notes": "^1.0.0",\n') },
  ],
  proof: [tests('unit', 'server/stores/registry.test.ts'), typesOf('server')],
}
