import { UNDO } from '../../config.js'
import { ProblemError } from '../../protocol/problem.js'
import type { CarriedSession, OpenStore } from '../../stores/adapter.js'
import { within } from '../../within.js'

const REFUSALS = {
  'undo-late': 'what was forgotten is no longer kept.',
  'undo-other-store': 'another store is in use by now.',
  'undo-taken': 'somebody has a new session by now, and it stays as it is.',
} as const

/** The sessions that were forgotten last, kept for UNDO.forMs so that they can be written back. */
export class Forgotten {
  #kept: { readonly open: OpenStore; readonly sessions: readonly CarriedSession[] } | null = null
  #timer: NodeJS.Timeout | undefined

  /** Empties a store. @returns how many sessions there were, and for how long that can be undone: 0 where they were too many to be kept */
  async forget(open: OpenStore): Promise<{ readonly removed: number; readonly undoForMs: number }> {
    const sessions = await within(copies(open), UNDO.readWithinMs).catch(() => null)
    const removed = await open.clear()
    this.drop()
    if (sessions === null || sessions.length === 0) return { removed, undoForMs: 0 }
    this.#kept = { open, sessions }
    this.#timer = setTimeout(() => this.drop(), UNDO.forMs).unref()
    return { removed, undoForMs: UNDO.forMs }
  }

  /** Writes them back as the store itself writes them, with the expiry that they had. @returns how many @throws ProblemError `cannot-undo` */
  async bringBack(open: OpenStore): Promise<number> {
    const kept = this.#kept
    if (kept === null) throw refusal('undo-late')
    if (kept.open !== open) throw refusal('undo-other-store')
    if ((await open.count()) > 0) throw refusal('undo-taken')
    const sessions = kept.sessions.filter(isAlive)
    await open.put(sessions)
    this.drop()
    return sessions.length
  }

  drop(): void {
    clearTimeout(this.#timer)
    this.#kept = null
  }
}

/** All live sessions; null: more than are kept. */
async function copies(open: OpenStore): Promise<readonly CarriedSession[] | null> {
  if ((await open.count()) > UNDO.sessions) return null
  const sessions: CarriedSession[] = []
  let bytes = 0
  for await (const batch of open.entries()) {
    sessions.push(...batch)
    bytes += batch.reduce((sum, { json }) => sum + json.length, 0)
    if (sessions.length > UNDO.sessions || bytes > UNDO.bytes) return null
  }
  return sessions
}

function isAlive({ json }: CarriedSession): boolean {
  const { cookie } = JSON.parse(json) as { readonly cookie?: { readonly expires?: string | null } }
  return !cookie?.expires || Date.parse(cookie.expires) > Date.now()
}

function refusal(reason: keyof typeof REFUSALS): ProblemError {
  return new ProblemError('cannot-undo', `Nothing was brought back: ${REFUSALS[reason]}`, { reason })
}
