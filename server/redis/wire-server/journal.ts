/**
 * Everything that was changed, in one file: appended to before anybody is answered, so that no end of the process loses what was acknowledged. Once a second
 * what was appended is also on the disk itself, as with Redis' own default.
 */
import { closeSync, copyFileSync, fdatasync, fsyncSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { EMBEDDED_REDIS } from '../../config.js'
import { explainWriteFailure, FILE_MODE, makeFolder } from '../../own-files.js'
import { readJournal } from './journal-reading.js'
import { type Change, encodeFrame } from './journal-records.js'
import { RedisError } from './redis-error.js'

/** What could not be read of the file, which was kept as it was. */
export interface JournalDamage {
  readonly bytes: number
  /** Where the damaged file is kept. */
  readonly copy: string
}

const FILE = 'keys.journal'
/** Changes that a rewriting puts into one frame. */
const FRAME_CHANGES = 200

interface Rewriting {
  readonly fd: number
  readonly path: string
  size: number
}

export class Journal {
  readonly damage: JournalDamage | null
  readonly #path: string
  /** What all keys hold now. */
  readonly #everything: () => Iterable<Change>
  #fd: number
  /** Bytes of the file that are whole frames. */
  #size: number
  /** Frames that could not be written yet. */
  #unwritten: Buffer[] = []
  #rewriting: Rewriting | null = null
  #syncTimer: NodeJS.Timeout | null = null
  #closed = false

  private constructor(path: string, fd: number, size: number, damage: JournalDamage | null, everything: () => Iterable<Change>) {
    this.#path = path
    this.#fd = fd
    this.#size = size
    this.damage = damage
    this.#everything = everything
  }

  /**
   * Reads what is there.
   *
   * @param apply gets each change, in order
   * @param everything what all keys hold, when the file is written anew
   * @throws Error when the folder cannot be used
   */
  static async open(folder: string, apply: (change: Change) => void, everything: () => Iterable<Change>): Promise<Journal> {
    makeFolder(folder)
    const path = join(folder, FILE)
    const fd = openSync(path, 'a+', FILE_MODE)
    try {
      const { goodBytes, damagedBytes } = await readJournal(fd, apply)
      if (damagedBytes === 0) {
        // What is behind the last frame was never acknowledged.
        ftruncateSync(fd, goodBytes)
        return new Journal(path, fd, goodBytes, null, everything)
      }
      const copy = `${path}.damaged-${Date.now()}`
      copyFileSync(path, copy)
      const journal = new Journal(path, fd, goodBytes, { bytes: damagedBytes, copy }, everything)
      await journal.rewrite()
      return journal
    } catch (error) {
      closeSync(fd)
      throw error
    }
  }

  get bytes(): number {
    return this.#size
  }

  /**
   * The changes are in the file when this returns.
   *
   * @throws RedisError MISCONF when they could not be written; they are then written as soon as that is possible, before anything else
   */
  append(changes: readonly Change[]): void {
    if (changes.length > 0) this.#unwritten.push(encodeFrame(changes))
    this.catchUp()
  }

  /** Writes what could not be written before. @throws RedisError MISCONF */
  catchUp(): void {
    try {
      for (let frame = this.#unwritten[0]; frame !== undefined; frame = this.#unwritten[0]) {
        writeWhole(this.#fd, frame, this.#size)
        this.#size += frame.length
        this.#unwritten.shift()
        this.#writeAlso(frame)
      }
    } catch (error) {
      throw new RedisError(`Errors writing to the AOF file: ${explainWriteFailure(error)}`, 'MISCONF')
    }
    this.#syncTimer ??= setTimeout(() => this.#sync(), EMBEDDED_REDIS.syncIntervalMs).unref()
  }

  /** Is the file so long that most of it tells of what has changed since? @param liveBytes what all keys hold */
  isLong(liveBytes: number): boolean {
    return this.#rewriting === null && this.#size > 2 * liveBytes + EMBEDDED_REDIS.rewriteAfterBytes
  }

  /** Writes the file anew, with what the keys hold now, while changes go on. Where that fails, the old one stays in use. */
  async rewrite(): Promise<void> {
    if (this.#rewriting !== null || this.#closed) return
    const path = `${this.#path}.new`
    let rewriting: Rewriting | null = null
    try {
      rmSync(path, { force: true })
      rewriting = { fd: openSync(path, 'a+', FILE_MODE), path, size: 0 }
      this.#rewriting = rewriting
      // A record says what its key holds at this moment. What changes later follows, in either file.
      let until = performance.now() + EMBEDDED_REDIS.sliceMs
      for (const changes of inFrames(this.#everything())) {
        const frame = encodeFrame(changes)
        writeWhole(rewriting.fd, frame, rewriting.size)
        rewriting.size += frame.length
        if (performance.now() < until) continue
        await nextTurn()
        until = performance.now() + EMBEDDED_REDIS.sliceMs
        if (this.#rewriting !== rewriting) return
      }
      fsyncSync(rewriting.fd)
      renameSync(path, this.#path)
      closeSync(this.#fd)
      this.#fd = rewriting.fd
      this.#size = rewriting.size
      this.#rewriting = null
    } catch {
      this.#giveUp(rewriting)
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#giveUp(this.#rewriting)
    if (this.#syncTimer) clearTimeout(this.#syncTimer)
    try {
      this.catchUp()
      fsyncSync(this.#fd)
    } catch {
      // Whoever was to be told of it has been told.
    }
    if (this.#syncTimer) clearTimeout(this.#syncTimer)
    closeSync(this.#fd)
  }

  #writeAlso(frame: Buffer): void {
    const rewriting = this.#rewriting
    if (rewriting === null) return
    try {
      writeWhole(rewriting.fd, frame, rewriting.size)
      rewriting.size += frame.length
    } catch {
      this.#giveUp(rewriting)
    }
  }

  #giveUp(rewriting: Rewriting | null): void {
    if (rewriting === null || this.#rewriting !== rewriting) return
    this.#rewriting = null
    closeSync(rewriting.fd)
    rmSync(rewriting.path, { force: true })
  }

  #sync(): void {
    this.#syncTimer = null
    if (!this.#closed) fdatasync(this.#fd, () => undefined)
  }
}

/** All of it, or nothing: what was written of it is taken back. */
function writeWhole(fd: number, bytes: Buffer, end: number): void {
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written)
  } catch (error) {
    ftruncateSync(fd, end)
    throw error
  }
}

function* inFrames(changes: Iterable<Change>): Generator<readonly Change[]> {
  let frame: Change[] = []
  for (const change of changes) {
    frame.push(change)
    if (frame.length < FRAME_CHANGES) continue
    yield frame
    frame = []
  }
  if (frame.length > 0) yield frame
}
