/** What stands between the page and the sandbox while no stream comes through. */

const PROBE_TIMEOUT_MS = 3_000

/**
 * - `unreachable`: the sandbox does not answer at all;
 * - `stream-blocked`: it answers over HTTP, so what keeps the WebSocket away lies between;
 * - `other-launch`: it answers and does not know this page's token: it was started anew.
 */
export type Obstacle = 'unreachable' | 'stream-blocked' | 'other-launch'

/** Asks the sandbox over plain HTTP. Answers within 3 s; never rejects. */
export async function findObstacle(token: string): Promise<Obstacle> {
  try {
    const response = await fetch('/api/state', {
      method: 'HEAD',
      cache: 'no-store',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    })
    if (response.status === 401) return 'other-launch'
    // A forwarder in between answers in the sandbox's place when that is gone (502, 504).
    return response.ok ? 'stream-blocked' : 'unreachable'
  } catch {
    return 'unreachable'
  }
}
