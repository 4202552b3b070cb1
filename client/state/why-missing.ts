import { endsWithDatabase, sessionsElsewhere, survives } from './sayings.js'

/** Keys of `clocks:missing`. */
type Missing = 'owned' | 'goneOrChanged' | 'elsewhereOrChanged' | 'next' | 'gone' | 'goneInProcess' | 'elsewhere' | 'choose'

/**
 * Why the store in use has no session with an id that the page knows.
 *
 * @param isOwned does a browser have a cookie with this id?
 * @param isServed would a request get a session just now?
 */
export function whyMissing(store: Parameters<typeof sessionsElsewhere>[0], isOwned: boolean, isServed: boolean): readonly Missing[] {
  const isElsewhere = sessionsElsewhere(store).length > 0
  if (isOwned) {
    return ['owned', isElsewhere ? 'elsewhereOrChanged' : 'goneOrChanged', ...(isServed ? ['next' as const] : [])]
  }
  const endsWithProcess = !survives(store, store.active) || endsWithDatabase(store)
  return [endsWithProcess ? 'goneInProcess' : 'gone', ...(isElsewhere ? ['elsewhere' as const] : []), 'choose']
}
