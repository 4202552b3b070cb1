/** Notes the form that a request brings, whatever the shop makes of it: it may fail before it reads one. */
import type { IncomingMessage } from 'node:http'
import { LIMITS } from '../../config.js'

/** Names of fields whose value is nobody's to show. */
const SECRET = /pass|pwd|secret|senha|token|auth|card|cvv|cvc|pin\b/i

/** A form, as its bytes come in. */
export class FormTap {
  readonly #chunks: Buffer[] = []
  #bytes = 0

  /** @returns null: the request brings no form, or one that is longer than what is kept */
  static on(req: IncomingMessage): FormTap | null {
    const { 'content-type': type = '', 'content-length': length } = req.headers
    if (req.method !== 'POST' || !/^application\/x-www-form-urlencoded\b/i.test(type) || Number(length ?? 0) > LIMITS.formCharacters) return null
    return new FormTap(req)
  }

  private constructor(req: IncomingMessage) {
    // Node's parser hands each part of a body to `push` (lib/_http_common.js), also where nobody reads it.
    const { push } = req
    req.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (Buffer.isBuffer(chunk) && this.#bytes <= LIMITS.formCharacters) {
        this.#chunks.push(chunk)
        this.#bytes += chunk.length
      }
      return push.call(req, chunk, encoding)
    }
  }

  /** The fields that came, urlencoded; null: none did. */
  get form(): string | null {
    if (this.#bytes > LIMITS.formCharacters) return null
    const fields = [...new URLSearchParams(Buffer.concat(this.#chunks).toString())].filter(([name]) => !SECRET.test(name))
    const form = new URLSearchParams(fields).toString()
    return form === '' || form.length > LIMITS.formCharacters ? null : form
  }
}
