/** The lesson servers of a sandbox, by their names. */
import type { InstanceId } from '../protocol/instances.js'
import { ProblemError } from '../protocol/problem.js'
import type { Candidates, Running } from './balancer.js'
import type { LessonServerProcess, LessonServerProcessEvents } from './children/lesson-server-process.js'

type Listening = (instance: LessonServerProcess) => void

export class Instances implements Candidates {
  readonly #byId: Map<InstanceId, LessonServerProcess>
  /** Of those that there are, and of whoever comes. */
  readonly #listening: Listening[] = []

  /** @param all at least one, each with a name of its own */
  constructor(all: readonly LessonServerProcess[]) {
    this.#byId = new Map(all.map((instance) => [instance.id, instance]))
  }

  /** In the order of their names. */
  get all(): readonly LessonServerProcess[] {
    return [...this.#byId.values()]
  }

  /** Name of the only one; null: there are several, and an event about all of them is about none. */
  get onlyId(): InstanceId | null {
    const [only, ...others] = this.all
    return others.length > 0 ? null : (only?.id ?? null)
  }

  /**
   * The one that a command means: the one that it names, or the only one.
   *
   * @throws ProblemError `not-found` where there is none of that name, `bad-input` where none is named and there are several
   */
  find(id?: InstanceId): LessonServerProcess {
    const names = [...this.#byId.keys()].join(', ')
    const [only, ...others] = this.all
    const found = id === undefined ? only : this.#byId.get(id)
    if (id === undefined && others.length > 0) {
      throw new ProblemError('bad-input', `There are several lesson servers. Say which one is meant, with "instance": ${names}.`, { reason: 'instance' })
    }
    if (found) return found
    throw new ProblemError('not-found', `There is no lesson server "${id}". Choose one of: ${names}.`, { what: `lesson server ${id}` })
  }

  /** One more, whose name comes after those that there are. It is heard by whoever listens to all. */
  add(instance: LessonServerProcess): void {
    this.#byId.set(instance.id, instance)
    for (const listen of this.#listening) listen(instance)
  }

  /** It is no longer one of them. Ending it is its owner's business. */
  remove({ id }: LessonServerProcess): void {
    this.#byId.delete(id)
  }

  running(): readonly Running[] {
    return this.all.flatMap((instance) => (instance.port === null ? [] : [{ id: instance.id, boot: instance.boot, port: instance.port }]))
  }

  /** Resolves when one of them runs, or when the time is over. */
  async whenRunning(ms: number): Promise<void> {
    await Promise.race(this.all.map((instance) => instance.whenRunning(ms)))
  }

  /** Listens to all of them, and to whoever is added. */
  on<E extends keyof LessonServerProcessEvents>(event: E, listener: (...parts: LessonServerProcessEvents[E]) => void): void {
    const listen: Listening = (instance) => void instance.on(event, listener as never)
    this.#listening.push(listen)
    for (const instance of this.all) listen(instance)
  }

  /** Begins the first life of each. */
  launch(): void {
    for (const instance of this.all) instance.launch()
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((instance) => instance.stop()))
  }

  killNow(): void {
    for (const instance of this.all) instance.killNow()
  }
}
