/** The leaf about browsers that hold a session each. */
import type { Finding, Observed } from './observed.js'

export function judgeDifferent(who: readonly string[], { snapshot }: Observed): Finding {
  const held = who.map((id) => {
    const browser = snapshot.browsers.find((candidate) => candidate.id === id)
    const sessionId = browser?.sessionId ?? null
    return { who: id, sessionId, known: sessionId !== null && (snapshot.focused[sessionId]?.stored ?? null) !== null }
  })
  const distinct = new Set(held.filter(({ known }) => known).map(({ sessionId }) => sessionId))
  return {
    passed: distinct.size === who.length,
    expected: { code: 'own-sessions', params: { who } },
    observed: { code: 'sessions-held', params: { held } },
  }
}
