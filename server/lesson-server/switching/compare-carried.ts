import { isDeepStrictEqual } from 'node:util'
import type { CarriedSession } from '../../stores/adapter.js'

/**
 * Of the sessions that were sent, the ids of those that did not arrive as they were: BSON is not JSON, so a Date of one store is a text in the other.
 * The order of fields does not count, and neither does a session that was gone by expiry before it could be looked at.
 */
export function alteredIds(sent: readonly CarriedSession[], arrived: readonly CarriedSession[], now = Date.now()): string[] {
  const byId = new Map(arrived.map((session) => [session.id, session.json]))
  return sent.filter(({ id, json, altered }) => altered ?? !isSame(json, byId.get(id), now)).map(({ id }) => id)
}

function isSame(sent: string, arrived: string | undefined, now: number): boolean {
  if (sent === arrived) return true
  const before: { cookie?: { expires?: string | null } } = JSON.parse(sent)
  if (arrived !== undefined) return isDeepStrictEqual(before, JSON.parse(arrived))
  const expires = before.cookie?.expires
  return typeof expires === 'string' && new Date(expires).getTime() <= now
}
