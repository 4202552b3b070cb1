/**
 * Did what came of a side hang on how busy the machine was? Whoever comes late may find a session ended that would still have been there, or, where it was
 * moved on too late, one that would have ended. Where nobody could read when it was to end, nobody can tell. Pure, and run at both ends.
 */
import type { StoreDecision } from './decisions.js'
import type { Pace, Side, SideAnswer } from './side-by-side.js'
import { dueTimes, type TraceAct } from './trace.js'

export interface Doubt {
  /** The first act that might have been answered otherwise, had all come in time and been told. */
  readonly act: number
  /** Which act came late, and by how many ms; null: none did, but its server did not tell in time what it decided, or see `unread`. */
  readonly late: { readonly act: number; readonly ms: number } | null
  /** After which act what was stored, and was asked for at this one, could not be read. */
  readonly unread?: number
}

/** @returns null: whatever came late changed nothing, so the answers are those of the configuration */
export function doubtOf({ answers }: Pick<Side, 'answers'>, acts: readonly TraceAct[], { speed }: Pick<Pace, 'speed'>): Doubt | null {
  const due = dueTimes(acts, speed)
  for (const answer of answers) {
    const { act } = answer
    if (answer.untold) return { act, late: null }
    for (const { endsAt, ...period } of periodsAt(answer, answers, acts)) {
      if (endsAt === null) return { act, late: null, unread: period.movedBy.act }
      const late = lateFor(answer, { ...period, endsAt }, due[act] ?? 0)
      if (late !== null) return { act, late }
    }
  }
  return null
}

/** How long a cookie or a stored session lives, and whether it was still there when it was asked for. */
interface Period {
  /** The answer that made it end when it did. */
  readonly movedBy: SideAnswer
  /** In ms since the first act was to begin; null: it could not be read. */
  readonly endsAt: number | null
  readonly isFound: boolean
  /** Its end is why it was not found; false: that is only likely where it had passed. */
  readonly hasExpired: boolean
}

function lateFor(answer: SideAnswer, { movedBy, endsAt, isFound, hasExpired }: Period & { readonly endsAt: number }, due: number): Doubt['late'] {
  const isOver = hasExpired || due + answer.lateMs >= endsAt
  // Gone for another reason than time, or kept beyond its time.
  if (isFound === isOver) return null
  const wouldBeOver = due >= endsAt - movedBy.lateMs
  if (wouldBeOver === isOver) return null
  return isOver ? { act: answer.act, ms: Math.max(answer.lateMs, Math.round(endsAt - due)) } : { act: movedBy.act, ms: movedBy.lateMs }
}

/** What had to be there still at an act: the cookie of its browser, and the session that this named. */
function periodsAt(answer: SideAnswer, answers: readonly SideAnswer[], acts: readonly TraceAct[]): readonly Period[] {
  const { act } = answer
  const browser = acts[act]?.browser
  const forgot = acts.findLastIndex((each, place) => place <= act && each.browser === browser && each.forgets === true)
  const before = answers.filter((each) => each.act < act && each.act >= forgot && acts[each.act]?.browser === browser)
  const cookie = before.findLast(({ cookie }) => cookie === 'kept' || cookie === 'removed')
  const decision = askedFor(answer)
  const last = before.findLast((each) => (each.session === decision?.sessionId ? each.decisions.some(isMoving) : hasEnded(each, decision?.sessionId)))
  const stored = last?.session === decision?.sessionId ? last : undefined
  return [
    ...periodOf(cookie?.cookie === 'kept' ? cookie : undefined, 'cookieLeft', answer.cookieIn !== 'none', false),
    ...periodOf(decision?.reason === 'failed' ? undefined : stored, 'storedLeft', decision?.yes === true, decision?.reason === 'expired'),
  ]
}

function askedFor({ decisions }: SideAnswer): StoreDecision | undefined {
  return decisions.find((each) => each.kind === 'store')
}

/** Was this session found, and in the end there was another one or none? Then it is gone, whatever the time; `unset` alone leaves it in the store. */
function hasEnded(answer: SideAnswer, session: string | undefined): boolean {
  const asked = askedFor(answer)
  return asked?.yes === true && asked.sessionId === session && !answer.decisions.some(({ reason }) => reason === 'unset')
}

function periodOf(movedBy: SideAnswer | undefined, left: 'cookieLeft' | 'storedLeft', isFound: boolean, hasExpired: boolean): readonly Period[] {
  if (movedBy === undefined) return []
  const ms = movedBy[left]
  if (left === 'storedLeft' && movedBy.unread) return [{ movedBy, endsAt: null, isFound, hasExpired }]
  return typeof ms === 'number' ? [{ movedBy, endsAt: movedBy.atMs + ms, isFound, hasExpired }] : []
}

/** After it, what is stored ends later. */
function isMoving({ kind, yes }: SideAnswer['decisions'][number]): boolean {
  return (kind === 'save' || kind === 'touch') && yes
}
