const KEY = 'sessionscope:reloaded-at'
/** A second refusal this soon after a reload means that reloading does not help. */
const AGAIN_MS = 15_000

/** Loads the page again, for a new token; false when that was done a moment ago and did not help. */
export function reloadOnce(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0)
    // Both readings are of this computer's clock, which may have been set back between them.
    if (Math.abs(Date.now() - last) < AGAIN_MS) return false
    sessionStorage.setItem(KEY, String(Date.now()))
  } catch {
    return false
  }
  setTimeout(() => location.reload(), 600)
  return true
}

/** The page is connected: the next refusal may reload again. */
export function reloadSettled(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Storage is off: nothing was remembered either.
  }
}
