import { STORES } from '../../config.js'
import { type Shares, shareOf } from '../../protocol/shares.js'
import type { CarriedSession, OpenStore } from '../../stores/adapter.js'
import { alteredIds } from './compare-carried.js'
import { HeapRoom } from './heap-room.js'

export interface CarryOverFigures {
  readonly carried: number
  readonly recopied: number
  readonly altered: number
}

/**
 * Copies of every live session of one store in another, made while the shop serves; they stay in the source. Whoever uses it notes what changes meanwhile
 * and has that copied again. While the target holds unfinished copies it is marked as stale, so that they are worth nothing if this process dies.
 */
export class CarryOver {
  readonly #source: OpenStore
  readonly #target: OpenStore
  readonly #copy: Copy
  /** `begun`: copies may be in the target. `back`: they are being taken out again, or are gone. */
  #state: 'new' | 'begins' | 'begun' | 'back' = 'new'
  #isMarked = false
  #isBack = false
  /** What may still be writing to the target after somebody stopped waiting for it. */
  #writing: Promise<unknown> = Promise.resolve()

  constructor(source: OpenStore, target: OpenStore) {
    this.#source = source
    this.#target = target
    this.#copy = new Copy(source, target)
  }

  get figures(): CarryOverFigures {
    const { carried, recopied, altered } = this.#copy
    return { carried, recopied, altered }
  }

  /**
   * Copies everything that is there, or of it what is this lesson server's share.
   *
   * @param onCopied is told how many were copied so far, of how many
   * @throws whatever a store reports; ProblemError `out-of-heap` when the target is in this process and has no room for them
   */
  copyAll(shares: Shares | null, onCopied: (copied: number, total: number) => void): Promise<void> {
    return this.#write(async () => {
      this.#state = 'begins'
      const isOwn = ({ id }: CarriedSession) => shares === null || shareOf(id, shares) === shares.own
      const total = Math.ceil((await this.#source.count()) / (shares?.count ?? 1))
      if (this.#target.adapter.capabilities.inHeap) this.#copy.room = await measureRoom(this.#source, total)
      // What is left will be marked too. Whether it can be is known now, while nothing has happened yet.
      await this.#source.markStale(false)
      await this.#mark(true)
      this.#state = 'begun'
      for await (const batch of this.#source.entries()) {
        if (this.#isBack) return
        await this.#copy.add(shares === null ? batch : batch.filter(isOwn))
        onCopied(this.#copy.carried, Math.max(total, this.#copy.carried))
      }
    })
  }

  /** Sessions that changed since they were copied, or that are new; one that is gone goes from the target too. @param others the share of others, whatever they were before */
  again(ids: readonly string[], others: readonly string[] = []): Promise<void> {
    return this.#write(async () => {
      await this.#mark(true)
      await this.#copy.again(ids)
      await this.#copy.drop(others)
    })
  }

  /** Takes the mark from the target when all has been copied, or sets it when it turns out that something is missing after all. */
  setComplete(complete: boolean): Promise<void> {
    return this.#write(() => this.#mark(!complete))
  }

  /**
   * Takes the copies out of the target again. May be called once more, for what others have changed in the meantime.
   *
   * @param changed asked when all that is still in the source has been removed: sessions that may be in the target although they are gone in the source
   * @throws when the target no longer answers: it must be emptied before it is used, or sessions that have logged out would come back
   */
  async takeBack(changed: () => readonly string[]): Promise<void> {
    const before = this.#state
    if (before === 'new') return
    this.#isBack = true
    await this.#writing
    if (this.#state === 'begins') {
      // The target's own sessions are worth what they were. A mark that was set although no answer came is taken away again.
      await this.#target.markStale(false).catch(() => undefined)
      return
    }
    if (before !== 'back') {
      await this.#target.markStale(true)
      for await (const batch of this.#source.entries()) {
        await this.#target.remove(batch.map(({ id }) => id))
        this.#copy.room?.relieve()
      }
    }
    for (const ids of batches(changed())) await this.#target.remove(ids)
    this.#state = 'back'
  }

  /** All has been taken back: what is in the target now is its own. @throws when there are copies in it still, or when it does not answer */
  async leaveTarget(): Promise<void> {
    if (this.#state === 'begun') throw new Error('Copies are left in the target.')
    if (this.#state === 'back') await this.#target.markStale(false)
  }

  async #mark(stale: boolean): Promise<void> {
    if (this.#isMarked === stale) return
    await this.#target.markStale(stale)
    this.#isMarked = stale
  }

  #write(work: () => Promise<void>): Promise<void> {
    const writing = work()
    this.#writing = writing.catch(() => undefined)
    return writing
  }
}

function batches(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / STORES.copyBatch) }, (_, n) => ids.slice(n * STORES.copyBatch, (n + 1) * STORES.copyBatch))
}

/** @throws ProblemError `out-of-heap` */
async function measureRoom(source: OpenStore, total: number): Promise<HeapRoom> {
  // IDs are random, and so are those that come first in their order.
  for await (const batch of source.entries()) return new HeapRoom(total, batch)
  return new HeapRoom(0, [])
}

class Copy {
  /** Of a target in this process's own heap. */
  room: HeapRoom | null = null
  carried = 0
  recopied = 0
  readonly #source: OpenStore
  readonly #target: OpenStore
  readonly #altered = new Set<string>()

  constructor(source: OpenStore, target: OpenStore) {
    this.#source = source
    this.#target = target
  }

  get altered(): number {
    return this.#altered.size
  }

  async add(sessions: readonly CarriedSession[]): Promise<void> {
    if (sessions.length === 0) return
    await this.#target.put(sessions)
    this.carried += sessions.length
    const arrived = await this.#target.pick(sessions.map(({ id }) => id))
    for (const id of alteredIds(sessions, arrived)) this.#altered.add(id)
    this.room?.check(this.carried)
  }

  async again(ids: readonly string[]): Promise<void> {
    for (const batch of batches(ids)) await this.#batchAgain(batch)
  }

  async drop(ids: readonly string[]): Promise<void> {
    for (const batch of batches(ids)) {
      const copied = await this.#target.pick(batch)
      for (const { id } of copied) this.#altered.delete(id)
      await this.#target.remove(copied.map(({ id }) => id))
      this.carried -= copied.length
    }
  }

  async #batchAgain(ids: readonly string[]): Promise<void> {
    const [there, copied] = await Promise.all([this.#source.pick(ids), this.#target.pick(ids)])
    const present = new Set(there.map(({ id }) => id))
    const gone = ids.filter((id) => !present.has(id))
    for (const { id } of copied) this.#altered.delete(id)
    await this.add(there)
    if (gone.length > 0) await this.#target.remove(gone)
    this.carried -= copied.length
    this.recopied += ids.length
  }
}
