import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explainWriteFailure, tryFolder } from '../own-files.js'
import { failed, ok, ProblemError, type Result } from '../protocol/problem.js'
import type { FolderAddress, ResourceState } from '../protocol/resources.js'
import { asParams, why } from '../protocol/why.js'
import type { ResourceFor } from './resource.js'
import { type Found, firstThatServes, type Refused } from './sources.js'
import { temporaryFolder } from './temporary-folder.js'

type FolderSource = 'data-folder' | 'temporary'

interface FoundFolder extends Found {
  readonly path: string
}

const SOURCES: readonly FolderSource[] = ['data-folder', 'temporary']

/** A folder for stores that keep files: in the data folder, and where nothing can be written there, a temporary one that goes with the launch. */
export class FolderResource implements ResourceFor<'folder'> {
  readonly kind = 'folder'
  readonly label = 'Folder'
  readonly toGetOne = 'Make room or give this user the right to write there, then let the dashboard look for it again.'
  readonly #wanted: string
  #state: ResourceState = { phase: 'resolving', source: null, attempts: [], why: null }
  #path: string | null = null
  #temporary: string | null = null

  /** @param dataFolder of this launch */
  constructor(dataFolder: string) {
    this.#wanted = join(dataFolder, 'files')
  }

  get state(): ResourceState {
    return this.#state
  }

  get address(): FolderAddress | null {
    return this.#path === null ? null : { resource: 'folder', path: this.#path }
  }

  async acquire(): Promise<Result<null>> {
    const { chosen, attempts } = await firstThatServes(SOURCES, (source) => (source === 'temporary' ? this.#openTemporary() : tryToUse(this.#wanted)))
    if (chosen === null) {
      const reason = attempts.map((attempt) => attempt.reason).join(' ')
      const none = why('no-folder', {}, reason)
      this.#state = { phase: 'down', source: null, attempts, why: none }
      return failed(new ProblemError('store-unreachable', `No folder can be had. ${reason} ${this.toGetOne}`, { store: this.label, ...asParams(none) }))
    }
    this.#path = chosen.path
    this.#state = { phase: 'up', source: chosen.path === this.#wanted ? 'data-folder' : 'temporary', attempts, why: null }
    return ok(null)
  }

  async whenUp(): Promise<void> {
    if (this.#state.phase === 'resolving') await this.acquire()
  }

  /** A temporary folder is left only for the data folder, whose files then count. */
  async retire(): Promise<Result<null>> {
    if (this.#temporary !== null && this.#temporary !== this.#path) this.#removeTemporary()
    return ok(null)
  }

  async stop(): Promise<void> {
    this.#removeTemporary()
  }

  #openTemporary(): FoundFolder | Refused {
    try {
      this.#temporary ??= temporaryFolder('sessionscope-files-')
    } catch (error) {
      return { outcome: 'failed', code: 'folder-refused', reason: `In ${tmpdir()}, ${explainWriteFailure(error)}.` }
    }
    return tryToUse(this.#temporary)
  }

  #removeTemporary(): void {
    if (this.#temporary !== null) rmSync(this.#temporary, { recursive: true, force: true, maxRetries: 3 })
    this.#temporary = null
  }
}

function tryToUse(path: string): FoundFolder | Refused {
  const error = tryFolder(path)
  if (error === null) return { path, code: 'folder', reason: `${path} can be written to.` }
  return { outcome: 'failed', code: 'folder-refused', reason: `${path} cannot be used: ${explainWriteFailure(error)}.` }
}
