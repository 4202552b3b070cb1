import type { SideAnswer } from '../../protocol/side-by-side.js'

/** What comes of a visit on a side as a rule: in time, of somebody who has logged in by then, and nothing ends. */
export function sideAnswer(act: number, more: Partial<SideAnswer> = {}): SideAnswer {
  return {
    act,
    atMs: act,
    lateMs: 0,
    status: 200,
    greeting: 'Hello, Alice',
    isLoggedIn: true,
    cookieIn: act === 0 ? 'none' : 'good',
    cookie: null,
    session: 'S1',
    decisions: [{ kind: 'store', yes: true, reason: 'found', sessionId: 'S1' }],
    cookieLeft: null,
    storedLeft: null,
    ...more,
  }
}
