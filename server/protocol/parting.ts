/** Where sides that do the same part. Pure, and run at both ends. */
import type { Decision } from './decisions.js'
import type { Side, SideAnswer } from './side-by-side.js'
import type { TraceAct } from './trace.js'

/**
 * How two answers to one act differ: in what the browser gets, or what the shop finds and whom it greets (`outward`: there they part); only in what
 * express-session decided by itself (`inward`); or not at all (null).
 */
export type Difference = 'outward' | 'inward' | null

/** Of acts that both have answered, each with its place, oldest first. */
export function differencesOf(left: Side, right: Side): readonly { readonly act: number; readonly difference: Difference }[] {
  return left.answers.flatMap((answer) => {
    const other = right.answers.find(({ act }) => act === answer.act)
    return other === undefined ? [] : [{ act: answer.act, difference: differenceOf(answer, other) }]
  })
}

/** The first act at which they part; null: at none so far. */
export function partingOf(left: Side, right: Side): number | null {
  return differencesOf(left, right).find(({ difference }) => difference === 'outward')?.act ?? null
}

/** Does the one who acted last still count as logged in at the end of all acts? null: nobody ever did, or not all answers are there. */
export function staysLoggedIn({ answers }: Pick<Side, 'answers'>, acts: readonly TraceAct[]): boolean | null {
  const last = answers.at(-1)
  if (last === undefined || answers.length < acts.length || !answers.some(({ isLoggedIn }) => isLoggedIn)) return null
  return last.isLoggedIn
}

function differenceOf(left: SideAnswer, right: SideAnswer): Difference {
  if (outwardOf(left) !== outwardOf(right)) return 'outward'
  return inwardOf(left) === inwardOf(right) ? null : 'inward'
}

function outwardOf({ status, location, greeting, isLoggedIn, cookieIn, cookie, session, decisions }: SideAnswer): string {
  const found = decisions.find(({ kind }) => kind === 'store')?.yes ?? null
  return JSON.stringify([status, location ?? null, greeting, isLoggedIn, cookieIn, cookie, session, found])
}

/** A touch that could move nothing on, of a session that nobody keeps, is no difference, whyever it was not made. */
function inwardOf({ decisions, cookieIn }: SideAnswer): string {
  const isKept = cookieIn === 'good' && decisions.some(({ kind, yes }) => kind === 'store' && yes)
  return decisions
    .filter(({ kind, yes }) => kind !== 'touch' || yes || isKept)
    .map(shortOf)
    .join()
}

function shortOf({ kind, yes, reason }: Decision): string {
  return `${kind} ${yes} ${reason}`
}
