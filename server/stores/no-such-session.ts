/** The same without what the store put into its message (a path, the id). */
export function noSuchSession(): Error {
  return Object.assign(new Error('The store has no such session.'), { code: 'ENOENT' })
}

/**
 * Is this how a store says that it has no such session? express-session allows it: "A special case is made when `error.code === 'ENOENT'` to act like
 * `callback(null, null)`" (README, store.get).
 */
export function isNoSuchSession(error: unknown): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'ENOENT'
}
