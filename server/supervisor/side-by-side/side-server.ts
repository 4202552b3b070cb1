/** The server of one side: a lesson server's process that serves nobody else. It has one life. */
import { SIDE_BY_SIDE } from '../../config.js'
import { Onlookers } from '../../onlookers.js'
import type { LessonServerFunctions, LessonServerNotifications, LessonServerStart, ReadDocument, TapFrame } from '../../protocol/ipc.js'
import { failed, ProblemError, type Result, unwrap } from '../../protocol/problem.js'
import type { RequestRecord } from '../../protocol/requests.js'
import { asParams, endingOf, endingWords, why } from '../../protocol/why.js'
import { answered, Child, type ChildEnd } from '../children/child.js'

/** What it told of one request. */
interface Told {
  record: RequestRecord | null
  /** By session ID, as the store held it after the request. */
  readonly documents: Map<string, ReadDocument>
}

export class SideServer {
  readonly #child: Child<LessonServerFunctions, LessonServerNotifications>
  /** By id of the request, in the order in which they ended. */
  readonly #told = new Map<string, Told>()
  readonly #waiting = new Onlookers()
  #end: ChildEnd | null = null
  #isStopping = false

  constructor() {
    this.#child = new Child<LessonServerFunctions, LessonServerNotifications>({
      entry: 'lesson-server/entry',
      heapLimitMb: SIDE_BY_SIDE.heapLimitMb,
      exposeGc: true,
      notifications: { frame: (frame) => this.#receive(frame) },
      onEnd: (end) => {
        this.#end = end
        this.#waiting.wake()
      },
    })
  }

  /** @returns its port @throws ProblemError, `store-unreachable` where its store did not answer */
  async start(order: LessonServerStart, label: string): Promise<number> {
    const { port, storeProblem } = await this.ask((rpc) => rpc.start(order), SIDE_BY_SIDE.startMs)
    if (storeProblem !== null) throw new ProblemError('store-unreachable', storeProblem, { store: label, reason: storeProblem })
    // What a run that was killed has left there.
    await this.ask((rpc) => rpc.clearStore(true), SIDE_BY_SIDE.startMs)
    return port
  }

  /** @throws ProblemError */
  async ask<T>(question: (rpc: LessonServerFunctions) => Promise<Result<T>>, ms: number): Promise<T> {
    try {
      return unwrap(
        await answered(
          question(this.#child.rpc).catch((error: unknown) => failed(error)),
          ms,
          'The server of this side',
        ),
      )
    } catch (error) {
      throw this.death ?? error
    }
  }

  /** Why it ended though nobody had asked it to; null: it has not. */
  get death(): ProblemError | null {
    if (this.#end === null || this.#isStopping) return null
    const { code, signal } = this.#end
    const how = endingOf(code, signal)
    const reason = why('trial-ended', how as unknown as { how: string }, `the process with it ended (${endingWords(how)}).`)
    return new ProblemError('server-away', `The server of this side is gone: ${reason.message}`, { ...asParams(reason), state: 'died' })
  }

  /** What it tells of a request, as soon as it has; null: nothing within that time. */
  async record(id: string): Promise<RequestRecord | null> {
    return this.#until(() => this.#told.get(id)?.record ?? null, SIDE_BY_SIDE.recordMs)
  }

  /**
   * What the store held of a session after a request: where another one ended while that was being read, what it held after both.
   *
   * @returns null: it could not be read
   */
  async document(id: string, sessionId: string): Promise<ReadDocument | null> {
    return this.#until(() => this.#documentSince(id, sessionId), SIDE_BY_SIDE.documentMs)
  }

  #documentSince(id: string, sessionId: string): ReadDocument | null {
    const ids = [...this.#told.keys()]
    const since = ids.slice(Math.max(0, ids.indexOf(id)))
    return since.map((each) => this.#told.get(each)?.documents.get(sessionId)).find((document) => document !== undefined) ?? null
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#child.stop(() => this.#child.rpc.stop())
  }

  kill(): void {
    this.#isStopping = true
    this.#child.kill()
  }

  async #until<T>(look: () => T | null, ms: number): Promise<T | null> {
    // Of one that has ended, nothing more comes.
    const seen = await this.#waiting.until(() => {
      const found = look()
      return found !== null || this.#end !== null ? { found } : null
    }, ms)
    return seen?.found ?? null
  }

  #receive({ requests, documents }: TapFrame): void {
    for (const record of requests) this.#of(record.id).record = record
    for (const document of documents) this.#of(document.request).documents.set(document.sessionId, document)
    if (requests.length + documents.length > 0) this.#waiting.wake()
  }

  #of(id: string): Told {
    const told = this.#told.get(id) ?? { record: null, documents: new Map() }
    this.#told.set(id, told)
    return told
  }
}
