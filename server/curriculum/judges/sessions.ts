/** The leaf about browsers that hold a session each. */
import { inEach, whoWord, words } from '../check-words.js'
import type { Finding, Observed } from './observed.js'

export function judgeDifferent(who: readonly string[], { snapshot }: Observed): Finding {
  const held = who.map((id) => {
    const browser = snapshot.browsers.find((candidate) => candidate.id === id)
    const sessionId = browser?.sessionId ?? null
    return { id, sessionId, known: sessionId !== null && (snapshot.focused[sessionId]?.stored ?? null) !== null }
  })
  const distinct = new Set(held.filter(({ known }) => known).map(({ sessionId }) => sessionId))
  return {
    passed: distinct.size === who.length,
    expected: inEach(
      (language) =>
        `${who.map((id) => whoWord(language, id)).join(words(language, [' and ', ' e ']))}: ${words(language, ['a session of their own each', 'cada um com a sua session'])}`,
    ),
    observed: inEach((language) =>
      held
        .map(
          ({ id, sessionId, known }) =>
            `${whoWord(language, id)}: ${sessionId === null ? words(language, ['no cookie', 'sem cookie']) : known ? `${sessionId.slice(0, 6)}…` : words(language, ['a cookie, but no stored session', 'um cookie, mas nenhuma session guardada'])}`,
        )
        .join('; '),
    ),
  }
}
