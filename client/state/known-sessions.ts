import type { Snapshot } from '../../server/protocol/state.js'

/** Ids of the sessions that the store was known to hold, sorted: those of browsers, and those whose document was read. Nobody asks a store about the past. */
export function knownSessions({ browsers, focused }: Pick<Snapshot, 'browsers' | 'focused'>): readonly string[] {
  const ofBrowsers = browsers.flatMap(({ sessionId, known }) => (sessionId !== null && known === true ? [sessionId] : []))
  const read = Object.values(focused).flatMap(({ sessionId, stored }) => (stored === null ? [] : [sessionId]))
  return [...new Set([...ofBrowsers, ...read])].toSorted()
}
