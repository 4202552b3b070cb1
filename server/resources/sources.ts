import type { SourceAttempt } from '../protocol/resources.js'

/** A source that serves: how it was found. */
export interface Found {
  readonly code: string
  /** English, redacted. */
  readonly reason: string
  /** What goes into the words of the code. */
  readonly params?: Readonly<Record<string, string>>
}

/** A source that does not serve: why. */
export interface Refused extends Found {
  readonly outcome: 'not-set' | 'failed'
}

export interface Choice<Source extends string, F> {
  /** null: none of them serves. */
  readonly chosen: F | null
  readonly attempts: readonly SourceAttempt<Source>[]
}

const NOT_NEEDED = 'Not tried: a source before it serves.'

/**
 * Tries the sources of a resource in order, until one serves.
 *
 * @param ask one of them
 * @param calledOff aborted: no further one is tried
 */
export async function firstThatServes<Source extends string, F extends Found>(
  order: readonly Source[],
  ask: (source: Source) => F | Refused | Promise<F | Refused>,
  calledOff?: AbortSignal,
): Promise<Choice<Source, F>> {
  const attempts: SourceAttempt<Source>[] = []
  let chosen: F | null = null
  for (const source of order) {
    if (calledOff?.aborted) break
    if (chosen) {
      attempts.push({ source, outcome: 'not-needed', code: 'not-needed', reason: NOT_NEEDED })
      continue
    }
    const answer = await ask(source)
    const { code, reason, params } = answer
    attempts.push({ source, outcome: isRefused(answer) ? answer.outcome : 'chosen', code, reason, ...(params ? { params } : {}) })
    if (!isRefused(answer)) chosen = answer
  }
  return { chosen, attempts }
}

function isRefused(answer: Found | Refused): answer is Refused {
  return 'outcome' in answer
}
