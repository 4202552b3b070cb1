/** A bound for whatever may never answer. */

/** Nothing came within the time that {@link within} was given. */
export class LateError extends Error {
  constructor(ms: number) {
    super(`no answer within ${Math.round(ms)} ms`)
  }
}

/**
 * Waits for work that is done in steps for as long as it goes on: each step has `ms`. What has been given up is done no further.
 *
 * @param work calls what it is given before each step, and ends with what that throws
 * @param late as in {@link within}
 * @throws what the work rejects with, or what `late` makes
 */
export async function withinSteps<T>(work: (onStep: () => void) => Promise<T>, ms: number, late: () => Error = () => new LateError(ms)): Promise<T> {
  let steps = 0
  let isOver = false
  let giveUp: (error: Error) => void = () => undefined
  const bound = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  // Whoever began a step in time has it counted, also where this process stalled.
  const timer = setTimeout(() => {
    const before = steps
    setImmediate(() => {
      if (isOver || steps !== before) return
      isOver = true
      giveUp(late())
    })
  }, ms)
  const onStep = () => {
    if (isOver) throw new LateError(ms)
    steps += 1
    timer.refresh()
  }
  try {
    const done = work(onStep)
    done.catch(() => undefined)
    return await Promise.race([done, bound])
  } finally {
    isOver = true
    clearTimeout(timer)
  }
}

/**
 * Waits for a promise for a bounded time. An answer that is there when the time is noticed to be over still counts: the delay may have been a stall of
 * this process (a garbage collection). How the work ends after it was given up is nobody's business any more, and is no unhandled rejection.
 *
 * @param late makes the error for work that did not end within `ms`; a {@link LateError} where it is left out
 * @throws what the work rejects with, or what `late` makes
 */
export async function within<T>(work: Promise<T>, ms: number, late: () => Error = () => new LateError(ms)): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(() => setImmediate(() => reject(late())), ms)
  })
  work.catch(() => undefined)
  try {
    return await Promise.race([work, bound])
  } finally {
    clearTimeout(timer)
  }
}
