/**
 * Brings what the taps saw to the supervisor: at once while it is quiet, in frames of at most one every
 * FRAMES.busyIntervalMs when it is busy. One message an event would cost a tenth of the shop's throughput.
 */
import { FRAMES } from '../../config.js'
import type { MemorySample } from '../../protocol/instance-state.js'
import type { InstanceId } from '../../protocol/instances.js'
import type { ReadDocument, TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { SwitchProgress } from '../../protocol/stores.js'
import type { StoreHealth } from '../../stores/adapter.js'
import { CrowdCounters } from './crowd-counters.js'

/** How many sessions there are: gauges that every frame carries. */
export type SessionGauges = Pick<TapFrame, 'counted' | 'sessionCount' | 'bytesPerSession' | 'ttlIndex' | 'elsewhere'>

export interface FrameChannel {
  send(frame: TapFrame): void
  /** Frames that have not left yet. */
  unsent(): number
}

export class FrameSender {
  readonly crowd = new CrowdCounters()
  readonly #channel: FrameChannel
  readonly #life: { readonly instance: InstanceId; readonly boot: number }
  #requests: RequestRecord[] = []
  /** By session, the one that was read last at the end. */
  #documents = new Map<string, ReadDocument>()
  #memory: MemorySample | null = null
  #switching: SwitchProgress | null = null
  #health: StoreHealth | null = null
  #gauges: SessionGauges = { counted: null, sessionCount: null, bytesPerSession: null, ttlIndex: null, elsewhere: {} }
  #dropped = 0
  #hasNews = false
  #timer: NodeJS.Timeout | null = null
  /** Is it for more than the crowd's counters? */
  #timerIsUrgent = false
  #immediate: NodeJS.Immediate | null = null
  #allowance: number = FRAMES.atOnce.burst
  #newsAt = performance.now()
  #closed = false

  constructor(channel: FrameChannel, { instance, boot }: { readonly instance: InstanceId; readonly boot: number }) {
    this.#channel = channel
    this.#life = { instance, boot }
  }

  /** False when a record now would only be dropped: the caller need not build it. It is counted as dropped then. */
  hasRoom(): boolean {
    if (this.#requests.length < FRAMES.maxRequests) return true
    this.#dropped += 1
    return false
  }

  /** True while records come without a pause: what is not needed for long may be left out. */
  get isBusy(): boolean {
    return this.#allowance < 1
  }

  addRequest(record: RequestRecord): void {
    this.#requests.push(record)
    this.#sendSoon()
  }

  /** The document of a session as the store holds it now. */
  addDocument(document: ReadDocument): void {
    const before = this.#documents.get(document.sessionId)
    this.#documents.delete(document.sessionId)
    this.#documents.set(document.sessionId, before?.isNew ? { ...document, isNew: true } : document)
    this.#sendSoon()
  }

  /** A crowd request was counted. Never urgent: it leaves with the next frame, whatever that is for. */
  noteCrowd(): void {
    if (this.#timer || this.#immediate || this.#closed) return
    this.#timerIsUrgent = false
    this.#timer = setTimeout(() => this.#flush(), FRAMES.crowdAloneMs)
    this.#timer.unref()
  }

  addMemory(sample: MemorySample): void {
    this.#memory = sample
    this.#sendNow()
  }

  setSwitching(progress: SwitchProgress | null): void {
    this.#switching = progress
    this.#sendSoon()
  }

  setHealth(health: StoreHealth): void {
    this.#health = health
    this.#sendSoon()
  }

  setGauges(gauges: SessionGauges): void {
    this.#gauges = gauges
  }

  /** One session of the active store is known to be gone: nobody shall be told of it until the next count. */
  noteDestroyed(): void {
    const { sessionCount } = this.#gauges
    if (sessionCount !== null) this.#gauges = { ...this.#gauges, sessionCount: Math.max(0, sessionCount - 1) }
  }

  get gauges(): SessionGauges {
    return this.#gauges
  }

  /** Sends what there is: what was seen before something is answered is told before the answer. */
  sendPending(): void {
    if (!this.#closed && (this.#hasNews || !this.crowd.isEmpty)) this.#flush()
  }

  /** Sends what there is and stops: the process is about to end. */
  close(): void {
    this.sendPending()
    this.#closed = true
    this.#cancel()
  }

  /** At once, as long as the allowance lasts; records of the same turn of the event loop share a frame. */
  #sendSoon(): void {
    this.#hasNews = true
    if (this.#immediate || this.#closed) return
    if (!this.#takeAllowance()) {
      this.#sendLater()
      return
    }
    this.#immediate = setImmediate(() => this.#flush())
  }

  #sendLater(): void {
    if (this.#closed || (this.#timer && this.#timerIsUrgent)) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timerIsUrgent = true
    this.#timer = setTimeout(() => this.#flush(), FRAMES.busyIntervalMs)
    this.#timer.unref()
  }

  /** Memory samples have a pace of their own and do not use up the allowance. */
  #sendNow(): void {
    this.#hasNews = true
    if (!this.#closed) this.#flush()
  }

  /** The allowance is full again after every pause; whoever asks without a pause uses it up. */
  #takeAllowance(): boolean {
    const now = performance.now()
    if (now - this.#newsAt > FRAMES.busyIntervalMs) this.#allowance = FRAMES.atOnce.burst
    this.#newsAt = now
    if (this.#allowance < 1) return false
    this.#allowance -= 1
    return true
  }

  #cancel(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#immediate) clearImmediate(this.#immediate)
    this.#timer = null
    this.#immediate = null
  }

  #flush(): void {
    this.#cancel()
    if (this.#channel.unsent() >= FRAMES.maxUnsent) {
      // The supervisor does not keep up. What is here stays bounded, and goes when there is room.
      this.#sendLater()
      return
    }
    const frame: TapFrame = {
      ...this.#life,
      requests: this.#requests,
      documents: [...this.#documents.values()],
      crowd: this.crowd.take(),
      memory: this.#memory,
      switching: this.#switching,
      health: this.#health,
      ...this.#gauges,
      dropped: this.#dropped,
    }
    this.#requests = []
    this.#documents = new Map()
    this.#memory = null
    this.#dropped = 0
    this.#hasNews = false
    this.#channel.send(frame)
  }
}
