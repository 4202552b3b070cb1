import { STORES } from '../../config.js'
import { failed, ok, type Result } from '../../protocol/problem.js'

/** Has whoever uses another address than the one that serves now move there. @throws when somebody still uses another one */
export type Mover = () => Promise<void>

/** Everybody who moves when a resource is served from another address. */
export class Movers {
  readonly #all = new Set<Mover>()
  #timer: NodeJS.Timeout | undefined

  add(move: Mover): void {
    this.#all.add(move)
  }

  /** @param again called after STORES.reopenMs where somebody could not: the old address goes on serving where it still can, and so must not be retired */
  async move(again: () => unknown): Promise<Result<null>> {
    try {
      await Promise.all([...this.#all].map((move) => move()))
      return ok(null)
    } catch (error) {
      this.#timer = setTimeout(again, STORES.reopenMs).unref()
      return failed(error)
    }
  }

  /** Nobody is asked again, until they are to move the next time. */
  stop(): void {
    clearTimeout(this.#timer)
  }
}
