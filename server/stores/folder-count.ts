import { readdir, stat } from 'node:fs/promises'

/** A folder's time of change is as coarse as the system's clock tick: what changes within this many ms of it may go unnoticed. */
const TICK_MS = 50
/** Counting may take this share of the time. */
const SHARE = 0.05

/** How many files of a kind a folder holds, without reading its list again while nothing in it has come or gone. */
export class FolderCount {
  readonly #folder: string
  readonly #isCounted: (name: string) => boolean
  #count = 0
  /** Of the folder when it was counted; null: not to be relied on. */
  #changedAt: number | null = null
  #notBefore = 0

  constructor(folder: string, isCounted: (name: string) => boolean) {
    this.#folder = folder
    this.#isCounted = isCounted
  }

  /** @throws the system's error */
  async read(): Promise<number> {
    const { mtimeMs } = await stat(this.#folder)
    const begun = performance.now()
    if (this.#changedAt === mtimeMs || begun < this.#notBefore) return this.#count
    const names = await readdir(this.#folder)
    this.#count = names.reduce((count, name) => (this.#isCounted(name) ? count + 1 : count), 0)
    this.#changedAt = Date.now() - mtimeMs > TICK_MS ? mtimeMs : null
    const tookMs = performance.now() - begun
    // A large folder that changes all the time is counted now and then.
    this.#notBefore = tookMs > TICK_MS ? performance.now() + tookMs / SHARE : 0
    return this.#count
  }
}
