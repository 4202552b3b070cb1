import type { ParseKeys } from 'i18next'

/** A sentence about the state, not yet in words: a key of the namespace `said`, and what goes into it. */
export interface Saying {
  readonly key: ParseKeys<'said'>
  /** A number that the sentence counts by; it is shown as `{{shown}}`, written as the language writes numbers. */
  readonly count?: number
  /** Names and amounts that are text already. */
  readonly values?: Readonly<Record<string, string>>
}
