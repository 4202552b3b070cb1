import { STORES } from '../../config.js'
import { ProblemError } from '../../protocol/problem.js'
import type { CarriedSession, OpenStore } from '../../stores/adapter.js'
import { within } from '../../within.js'
import { alteredIds } from './compare-carried.js'
import { HeapRoom } from './heap-room.js'
import type { StoreTraffic } from './store-traffic.js'

export interface CarryOverSteps {
  /** How many were copied so far, of how many. */
  onCopied(copied: number, total: number): void
  /** From here on new requests wait. */
  closeGate(): void
  /** Called when nothing is under way and everything has been copied: the next request must already meet the target. Must not wait. The gate stays closed. */
  flip(): void
  /** After a carry-over that was given up: new requests go in again. */
  openGate(): void
}

export interface CarryOverResult {
  readonly carried: number
  readonly recopied: number
  readonly altered: number
}

/** While more than this many changed during a copy, another round follows before the gate closes. */
const FEW_CHANGED = 25
const MAX_ROUNDS = 8

/**
 * Carries every live session to another store while the shop serves, and leaves them in the source; nobody notices.
 * Copy while traffic flows and note what changes; close the gate; wait until nothing is under way; copy what changed; flip.
 * While the target holds unfinished copies it is marked as stale, so that they are worth nothing if this process dies.
 *
 * @throws whatever a store reports, ProblemError `out-of-heap` when the target is in this process and has no room for them, or `switch-aborted` when what was under way did not end within STORES.gate.maxWaitMs. The source is as if
 * nothing had happened, and what was already copied is taken back; when that fails too, {@link LeftBehindError} says so.
 */
export async function carryOver(source: StoreTraffic, target: OpenStore, steps: CarryOverSteps): Promise<CarryOverResult> {
  const copy = new Copy(source.open, target)
  source.startNoting()
  let gateClosed = false
  /** What may still be writing to the target after we stopped waiting for it. */
  let lastWork: Promise<unknown> = Promise.resolve()
  let isMarking = false
  /** Copies may be in the target. */
  let hasBegun = false
  try {
    const total = await source.open.count()
    if (target.adapter.capabilities.inHeap) copy.room = await measureRoom(source.open, total)
    // What is left will be marked too. Whether it can be is known now, while nothing has happened yet.
    await source.open.markStale(false)
    await target.markStale(true)
    hasBegun = true
    for await (const batch of source.open.entries()) {
      await copy.add(batch)
      steps.onCopied(copy.carried, Math.max(total, copy.carried))
    }
    for (let round = 0; round < MAX_ROUNDS && source.changedCount > FEW_CHANGED; round++) await copy.again(source.takeChanged())

    const closedAt = performance.now()
    const inTime = async (work: Promise<unknown>): Promise<void> => {
      lastWork = work
      const leftMs = STORES.gate.maxWaitMs - (performance.now() - closedAt)
      await within(work, Math.max(0, leftMs), () => aborted(performance.now() - closedAt))
    }
    const mark = async (stale: boolean): Promise<void> => {
      isMarking = true
      await inTime(target.markStale(stale))
      isMarking = false
    }
    steps.closeGate()
    gateClosed = true
    for (;;) {
      while (!source.isIdle || source.changedCount > 0) {
        await inTime(source.isIdle ? copy.again(source.takeChanged()) : source.whenIdle())
      }
      await mark(false)
      if (source.isIdle && source.changedCount === 0) break
      // A call that came late, from a client that hung up: not complete after all.
      await mark(true)
    }
    steps.flip()
    source.stopNoting()
    return { carried: copy.carried, recopied: copy.recopied, altered: copy.altered }
  } catch (error) {
    if (gateClosed) steps.openGate()
    if (!hasBegun) {
      // The target's own sessions are worth what they were. A mark that was set although no answer came is taken away again.
      await target.markStale(false).catch(() => undefined)
      throw error
    }
    // Waiting for requests under way is no writing, and may take for ever.
    const writing = copy.isAtWork || isMarking ? lastWork.catch(() => undefined) : Promise.resolve()
    await takeBack(source, target, copy, writing).catch(() => {
      throw new LeftBehindError(error)
    })
    throw error
  } finally {
    source.stopNoting()
  }
}

/** Copies of sessions were left in a target that no longer answers: it must be emptied before it is used, or logged-out sessions would come back. */
export class LeftBehindError extends Error {
  readonly why: unknown

  constructor(why: unknown) {
    super('Copies of sessions were left behind.')
    this.why = why
  }
}

function aborted(waitedMs: number): ProblemError {
  const ms = Math.round(waitedMs)
  return new ProblemError(
    'switch-aborted',
    `Requests under way did not finish within ${ms} ms, so the switch was called off and the old store stays. Nobody lost anything. Try again when less is going on.`,
    { waitedMs: ms },
  )
}

async function takeBack(source: StoreTraffic, target: OpenStore, copy: Copy, writing: Promise<unknown>): Promise<void> {
  await writing
  await target.markStale(true)
  for await (const batch of source.open.entries()) {
    await target.remove(batch.map(({ id }) => id))
    copy.room?.relieve()
  }
  await target.remove([...copy.lastAgain, ...source.takeChanged()])
  await target.markStale(false)
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
  isAtWork = false
  /** The sessions of the last `again`: one of them may have been destroyed in the source and not yet in the target. */
  lastAgain: readonly string[] = []
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

  /** Sessions that changed since they were copied, or that are new; one that is gone goes from the target too. */
  async again(ids: readonly string[]): Promise<void> {
    this.lastAgain = ids
    this.isAtWork = true
    try {
      for (let start = 0; start < ids.length; start += STORES.copyBatch) await this.#batchAgain(ids.slice(start, start + STORES.copyBatch))
    } finally {
      this.isAtWork = false
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
