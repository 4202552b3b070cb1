/**
 * One file a session, as `session-file-store` keeps them: who asks for one that is not there gets the system's ENOENT. It knows which there are; everything else is
 * the default.
 */
import { randomUUID } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import session, { type SessionData } from 'express-session'
import type { AdapterFor } from '../../stores/adapter.js'
import { localized } from '../support/localized.js'

type Done = (error?: unknown) => void

class FilesStore extends session.Store {
  readonly #folder: string

  constructor(folder: string) {
    super()
    this.#folder = folder
  }

  override get(id: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    tell(this.#read(id), callback)
  }

  override set(id: string, data: SessionData, callback?: Done): void {
    tell(this.#write(id, JSON.stringify(data)), callback)
  }

  override destroy(id: string, callback?: Done): void {
    tell(rm(this.#pathOf(id), { force: true }), callback)
  }

  async #read(id: string): Promise<SessionData> {
    const data = JSON.parse(await readFile(this.#pathOf(id), 'utf8')) as SessionData
    if (!data.cookie.expires || new Date(data.cookie.expires).getTime() > Date.now()) return data
    await rm(this.#pathOf(id), { force: true })
    throw Object.assign(new Error('It has expired.'), { code: 'ENOENT' })
  }

  async #write(id: string, text: string): Promise<void> {
    const path = this.#pathOf(id)
    const draft = `${path}.${randomUUID()}`
    await writeFile(draft, text)
    await rename(draft, path)
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${encodeURIComponent(id)}.json`)
  }
}

function tell<T>(work: Promise<T>, callback: ((error: unknown, value?: T) => void) | undefined): void {
  work.then(
    (value) => callback?.(null, value),
    (error: unknown) => callback?.(error),
  )
}

/** @param changes what is another than of an honest one */
export function filesAdapter(changes: Partial<AdapterFor<'folder'>> = {}): AdapterFor<'folder'> {
  return {
    kind: 'files',
    label: 'Files',
    hue: 300,
    about: localized('files', 'arquivos'),
    place: 'more',
    npm: null,
    resource: 'folder',
    capabilities: { touch: false, all: false, length: false, clear: false, expiry: 'on-read', survivesRestart: true, shared: true, inHeap: false },
    snippet: "const store = new FilesStore('sessions')",
    create: (_session, { path }) => ({
      store: new FilesStore(path),
      async *ids() {
        for (const file of await readdir(path)) if (file.endsWith('.json')) yield decodeURIComponent(file.slice(0, -'.json'.length))
      },
    }),
    ...changes,
  }
}
