/** In which top-level keys two states of a session's data differ. */
import { FRAMES } from '../../config.js'
import type { KeyChanges } from '../../protocol/decisions.js'

export const NO_CHANGES: KeyChanges = Object.freeze({ set: [], changed: [], removed: [] })

/**
 * Data of a session as express-session compares them (index.js, `hash`): JSON without `cookie`.
 *
 * @returns null when they have none (BigInt, a cycle), and for no session
 */
export function dataJson(session: unknown): string | null {
  if (typeof session !== 'object' || session === null) return null
  try {
    return (
      JSON.stringify(session, function (this: unknown, key: string, value: unknown) {
        return this === session && key === 'cookie' ? undefined : value
      }) ?? null
    )
  } catch {
    return null
  }
}

/**
 * What happened to the keys between two states.
 *
 * @param before, after JSON of objects; null: not known
 * @returns at most FRAMES.changedKeys names a list, each cut at FRAMES.keyCharacters; none when one is not known or longer than FRAMES.sessionDataBytes
 */
export function keyChanges(before: string | null, after: string | null): KeyChanges {
  const from = parse(before)
  const to = parse(after)
  if (from === null || to === null) return NO_CHANGES
  const set: string[] = []
  const changed: string[] = []
  const removed: string[] = []
  for (const key of Object.keys(from)) {
    if (!Object.hasOwn(to, key)) note(removed, key)
    else if (JSON.stringify(from[key]) !== JSON.stringify(to[key])) note(changed, key)
  }
  for (const key of Object.keys(to)) if (!Object.hasOwn(from, key)) note(set, key)
  return { set, changed, removed }
}

function note(keys: string[], key: string): void {
  if (keys.length < FRAMES.changedKeys) keys.push(key.slice(0, FRAMES.keyCharacters))
}

function parse(json: string | null): Record<string, unknown> | null {
  if (json === null || json.length > FRAMES.sessionDataBytes) return null
  const data: unknown = JSON.parse(json)
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : null
}
