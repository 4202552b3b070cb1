/** The secrets that sign the shop's cookies in this launch: their ids are known to everybody, their values stay here, in the lesson server and in the data folder. */
import { LIMITS } from '../config.js'
import type { SigningSecret } from '../protocol/ipc.js'
import { ProblemError } from '../protocol/problem.js'
import type { SecretId } from '../protocol/requests.js'
import { newSecret, replaceSecrets, type SessionSecret } from './launch/session-secret.js'

/** Gives each an id: the oldest is secret-1. */
export function numbered(values: readonly string[]): readonly SigningSecret[] {
  return values.map((value, index) => ({ id: `secret-${values.length - index}`, value }))
}

export class SigningSecrets {
  readonly #kept: Pick<SessionSecret, 'path' | 'origin'>
  #list: readonly SigningSecret[]
  #count: number
  #turn: Promise<void> = Promise.resolve()

  constructor({ values, path, origin }: SessionSecret) {
    this.#kept = { path, origin }
    this.#list = numbered(values)
    this.#count = values.length
  }

  /** First signs, all verify. */
  get list(): readonly SigningSecret[] {
    return this.#list
  }

  get ids(): readonly SecretId[] {
    return this.#list.map(({ id }) => id)
  }

  /** With a new one in front. An id that was dropped is not used again. @throws ProblemError `limit-reached` */
  withNew(): readonly SigningSecret[] {
    const limit = LIMITS.secrets
    if (this.#list.length >= limit) {
      throw new ProblemError('limit-reached', `There are ${limit} secrets already, which is the most. Drop the oldest first.`, { what: 'secrets', limit })
    }
    this.#count += 1
    return [{ id: `secret-${this.#count}`, value: newSecret() }, ...this.#list]
  }

  /** Without that one. @throws ProblemError `not-found`; `bad-input`: it is the last one */
  without(id: SecretId): readonly SigningSecret[] {
    const left = this.#list.filter((secret) => secret.id !== id)
    if (left.length === this.#list.length) {
      throw new ProblemError('not-found', `There is no secret "${id}". The state lists those that there are.`, { what: id })
    }
    if (left.length === 0) {
      throw new ProblemError('bad-input', 'The last secret cannot be dropped: without one, express-session signs no cookie. Add another one first.', {
        reason: 'last-secret',
      })
    }
    return left
  }

  /**
   * Has others be the secrets, in the data folder before anywhere else: what was dropped must not come back with the next launch, and what signs must still
   * be there then. If the shop does not take them, all is as it was. One change after the other.
   *
   * @param next makes them from those that there are by then
   * @param use gives {@link list} to the shop; called once more, for those that there were, when it has thrown
   * @throws ProblemError `bad-input`: they cannot be kept, so nothing has changed; or what `next` and `use` throw
   */
  change(next: () => readonly SigningSecret[], use: () => Promise<void>): Promise<void> {
    const change = this.#turn.then(async () => {
      const before = this.#list
      const wanted = next()
      this.#keep(wanted)
      this.#list = wanted
      try {
        await use()
      } catch (error) {
        this.#list = before
        this.#keep(before)
        // Whoever has taken them already takes these again; who is away gets them with its next life.
        void use().catch(() => undefined)
        throw error
      }
    })
    this.#turn = change.catch(() => undefined)
    return change
  }

  /** One that is good for this launch only has no place to be kept in. */
  #keep(secrets: readonly SigningSecret[]): void {
    if (this.#kept.origin === 'not-kept') return
    try {
      replaceSecrets(
        this.#kept.path,
        secrets.map(({ value }) => value),
      )
    } catch {
      throw new ProblemError(
        'bad-input',
        'The secrets cannot be written to the data folder, so they stay as they are. Make room there, or look at its permissions.',
        {
          reason: 'secrets-not-kept',
        },
      )
    }
  }
}
