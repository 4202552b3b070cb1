import { UNDO } from '../../config.js'
import { ProblemError } from '../../protocol/problem.js'
import type { CarriedSession, OpenStore } from '../../stores/adapter.js'
import { within } from '../../within.js'

const REFUSALS = {
  'undo-late': 'what was forgotten is no longer kept.',
  'undo-other-store': 'the shop has changed its store since then.',
  'undo-taken': 'somebody has a new session by now, and it stays as it is.',
} as const

/** How many sessions there were, and for how long that can be undone: 0 where they are not kept. */
export interface Forgetting {
  readonly removed: number
  readonly undoForMs: number
}

interface Kept {
  readonly open: OpenStore
  readonly sessions: readonly CarriedSession[]
  /** The only one that was forgotten; null: all of them were. */
  readonly id: string | null
}

/** @see withinSteps */
type OnStep = () => void

/** The sessions that were forgotten last, kept for UNDO.forMs so that they can be written back. */
export class Forgotten {
  #kept: Kept | null = null
  #whyNone: keyof typeof REFUSALS = 'undo-late'
  #timer: NodeJS.Timeout | undefined

  /** Empties a store. @param forGood nothing is kept, also of what was forgotten before */
  async forget(open: OpenStore, forGood: boolean, onStep: OnStep): Promise<Forgetting> {
    const sessions = forGood ? null : await within(copies(open), UNDO.readWithinMs).catch(() => null)
    const removed = await open.clear(onStep)
    onStep()
    this.drop()
    return { removed, undoForMs: this.#keep(open, sessions, null) }
  }

  /** Removes one session. What was forgotten before stays as it is where there is no such session. */
  async forgetOne(open: OpenStore, id: string, onStep: OnStep): Promise<Forgetting> {
    if ((await open.read(id)) === null) return { removed: 0, undoForMs: 0 }
    onStep()
    const sessions = await within(open.pick([id]), UNDO.readWithinMs).catch(() => null)
    await open.remove([id])
    onStep()
    this.drop()
    return { removed: 1, undoForMs: this.#keep(open, sessions, id) }
  }

  /** Writes them back as the store itself writes them, with the expiry that they had. @returns how many @throws ProblemError `cannot-undo` */
  async bringBack(open: OpenStore, onStep: OnStep): Promise<number> {
    const kept = this.#kept
    if (kept === null) throw refusal(this.#whyNone)
    if (kept.open !== open) throw refusal('undo-other-store')
    const isTaken = kept.id === null ? (await open.count()) > 0 : (await open.read(kept.id)) !== null
    if (isTaken) throw refusal('undo-taken')
    const sessions = kept.sessions.filter(isAlive)
    onStep()
    await open.put(sessions)
    onStep()
    this.drop()
    return sessions.length
  }

  /** The shop has left the store: what was forgotten there stays so, also if it comes back. */
  leave(): void {
    if (this.#kept === null) return
    this.drop()
    this.#whyNone = 'undo-other-store'
  }

  drop(): void {
    clearTimeout(this.#timer)
    this.#kept = null
    this.#whyNone = 'undo-late'
  }

  #keep(open: OpenStore, sessions: readonly CarriedSession[] | null, id: string | null): number {
    if (sessions === null || sessions.length === 0 || bytesOf(sessions) > UNDO.bytes) return 0
    this.#kept = { open, sessions, id }
    this.#timer = setTimeout(() => this.drop(), UNDO.forMs).unref()
    return UNDO.forMs
  }
}

/** All live sessions; null: more than are kept. */
async function copies(open: OpenStore): Promise<readonly CarriedSession[] | null> {
  if ((await open.count()) > UNDO.sessions) return null
  const sessions: CarriedSession[] = []
  let bytes = 0
  for await (const batch of open.entries()) {
    sessions.push(...batch)
    bytes += bytesOf(batch)
    if (sessions.length > UNDO.sessions || bytes > UNDO.bytes) return null
  }
  return sessions
}

function bytesOf(sessions: readonly CarriedSession[]): number {
  return sessions.reduce((sum, { json }) => sum + json.length, 0)
}

function isAlive({ json }: CarriedSession): boolean {
  const { cookie } = JSON.parse(json) as { readonly cookie?: { readonly expires?: string | null } }
  return !cookie?.expires || Date.parse(cookie.expires) > Date.now()
}

function refusal(reason: keyof typeof REFUSALS): ProblemError {
  return new ProblemError('cannot-undo', `Nothing was brought back: ${REFUSALS[reason]}`, { reason })
}
