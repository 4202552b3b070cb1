import { asFile } from '../../stores/contract/results.js'
import { after, all, type Change, command, fresh, instead, type Recipe, type RecipeFile, tests, typesOf } from './recipe.js'

/** The package that they have installed: sessions as files, by little more than what must be. */
const PACKAGE = {
  'package.json': JSON.stringify({ name: 'session-notes', version: '1.0.0', type: 'module', exports: { types: './index.d.ts', default: './index.js' } }),
  'index.d.ts': `import session from 'express-session'
type Done = (error?: unknown) => void
export default class NotesStore extends session.Store {
  constructor(folder: string)
  get(id: string, callback: (error: unknown, data?: session.SessionData | null) => void): void
  set(id: string, data: session.SessionData, callback?: Done): void
  destroy(id: string, callback?: Done): void
}
`,
  'index.js': `import { mkdirSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import session from 'express-session'

let drafts = 0

export default class NotesStore extends session.Store {
  #folder

  constructor(folder) {
    super()
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
  }

  get(id, callback) {
    this.#read(id).then((data) => callback(null, data), callback)
  }

  set(id, data, callback) {
    const draft = \`\${this.#pathOf(id)}.\${process.pid}-\${++drafts}\`
    writeFile(draft, JSON.stringify(data))
      .then(() => rename(draft, this.#pathOf(id)))
      .then(() => callback?.(), callback)
  }

  destroy(id, callback) {
    rm(this.#pathOf(id), { force: true }).then(() => callback?.(), callback)
  }

  async #read(id) {
    const data = JSON.parse(await readFile(this.#pathOf(id), 'utf8'))
    return !data.cookie.expires || new Date(data.cookie.expires).getTime() > Date.now() ? data : null
  }

  #pathOf(id) {
    return join(this.#folder, \`\${encodeURIComponent(id)}.json\`)
  }
}
`,
}

/** As somebody would write it, with no more than what must be said. */
const ADAPTER = `import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
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

const store = new NotesStore('./notes') // one file a session\`,
  async create(_session, { path }) {
    const { default: NotesStore } = await import('session-notes')
    const folder = join(path, 'notes')
    return {
      store: new NotesStore(folder),
      async *ids() {
        for (const file of await readdir(folder)) if (file.endsWith('.json')) yield decodeURIComponent(file.slice(0, -'.json'.length))
      },
    }
  },
}
export default adapter
`

const registry: RecipeFile = {
  path: 'server/stores/registry.ts',
  named: 'server/stores/registry.ts',
  write: all(
    after("import mongodb from './mongodb-store.js'\n", "import notes from './notes-store.js'\n"),
    instead('[memory, mongodb', '[memory, mongodb, notes'),
  ),
}

/** What it is for; what it does is written down by the command. */
const listed: Change = (before) =>
  asFile([
    ...JSON.parse(before ?? '[]'),
    {
      name: 'session-notes',
      onTheList: false,
      version: '1.0.0',
      released: null,
      licence: 'MIT',
      family: 'files',
      database: null,
      node: 'none',
      installsOnNode20: true,
      weight: { packages: 1, megabytes: 0.1 },
      drivers: [],
      builds: [],
      runsHere: 'notes',
      tried: 'yes',
      about: { en: 'One JSON file for each session.', 'pt-BR': 'Um arquivo JSON para cada sessão.' },
      contract: {},
    },
  ])

export const addStore: Recipe = {
  heading: 'Add a session store',
  sample: registry,
  given: Object.entries(PACKAGE).map(([name, text]) => ({ path: `node_modules/session-notes/${name}`, named: name, write: fresh(text) })),
  files: [
    { path: 'server/stores/notes-store.ts', named: 'server/stores/notes-store.ts', write: fresh(ADAPTER) },
    registry,
    { path: 'package.json', named: 'package.json', write: after('"react-dom": "^19.3.1",\n', '    "session-notes": "^1.0.0",\n') },
    { path: 'catalogue/stores.json', named: 'catalogue/stores.json', write: listed },
  ],
  proof: [
    tests('unit', 'server/stores/registry.test.ts'),
    typesOf('server'),
    command('stores', '--', 'notes', '--slow', '--write'),
    // What was written down is what it finds the next time.
    command('stores', '--', 'notes'),
  ],
}
