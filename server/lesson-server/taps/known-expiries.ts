/** When sessions expire, as far as it was seen pass: a store that gives none back does not say whether there was one. */
import { FRAMES } from '../../config.js'

export class KnownExpiries {
  /** Epoch ms by session ID; who was seen last stands last. */
  readonly #expiresAt = new Map<string, number>()

  /** @param session as it was loaded or is stored: express-session's cookie in it has `expires`, a Date or its JSON */
  note(id: string, session: unknown): void {
    this.#expiresAt.delete(id)
    const cookie = typeof session === 'object' && session !== null ? Reflect.get(session, 'cookie') : null
    const expires: unknown = typeof cookie === 'object' && cookie !== null ? Reflect.get(cookie, 'expires') : null
    const at = expires instanceof Date ? expires.getTime() : typeof expires === 'string' ? Date.parse(expires) : Number.NaN
    if (Number.isNaN(at)) return
    this.#expiresAt.set(id, at)
    if (this.#expiresAt.size <= FRAMES.knownExpiries) return
    const [oldest] = this.#expiresAt.keys()
    if (oldest !== undefined) this.#expiresAt.delete(oldest)
  }

  /** It was destroyed: whoever asks for it finds none for that reason. */
  forget(id: string): void {
    this.#expiresAt.delete(id)
  }

  /** When it expired, epoch ms; null when it has not, or its expiry is not known. */
  passed(id: string): number | null {
    const at = this.#expiresAt.get(id)
    return at !== undefined && at <= Date.now() ? at : null
  }
}
