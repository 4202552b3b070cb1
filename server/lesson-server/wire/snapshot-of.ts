import type { SessionData } from 'express-session'

/** A session as it is at this moment, for a store that is to get it later: the shop may go on changing its own. What cannot be copied goes as it is. */
export function snapshotOf(session: SessionData): SessionData {
  const { cookie, ...data } = session
  try {
    // The prototypes stay, since stores ask a session's cookie for its `maxAge` and its `toJSON`.
    const copy = Object.assign(Object.create(Object.getPrototypeOf(session)), structuredClone(data))
    copy.cookie = Object.assign(Object.create(Object.getPrototypeOf(cookie)), cookie)
    return copy
  } catch {
    return session
  }
}
