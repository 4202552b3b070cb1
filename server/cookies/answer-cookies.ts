/** What an answer's headers say about cookies. */

export interface AnswerCookies {
  /** The Set-Cookie lines, as text. */
  readonly setCookie: readonly string[]
  /** Epoch ms, from the Date header; null: none that can be read. */
  readonly serverDate: number | null
}

type HeaderValue = string | readonly string[] | undefined

/** @param headers as Node's and undici's clients have them: a character a byte; browsers read these bytes as UTF-8 */
export function cookiesOf({ 'set-cookie': lines = [], date }: { readonly 'set-cookie'?: HeaderValue; readonly date?: HeaderValue }): AnswerCookies {
  const at = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return {
    setCookie: [lines].flat().map((line) => Buffer.from(line, 'latin1').toString()),
    serverDate: Number.isNaN(at) ? null : at,
  }
}
