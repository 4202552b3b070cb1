import { type ReactNode, useMemo } from 'react'
import { useBrowserName } from '../state/browser-names.js'
import { selectSession } from '../state/selection.js'
import { useLive, useSnapshot } from '../state/use-dashboard.js'
import { type SessionOwners, SessionOwnersContext } from '../ui/session-owners.js'

/** Tells every session id on the page whose it is. */
export function SessionOwnersProvider({ children }: { readonly children: ReactNode }) {
  const nameOf = useBrowserName()
  const now = useLive((snapshot) => snapshot.browsers)
  // In the past, ids of the requests that have come since are somebody's as well.
  const then = useSnapshot((snapshot) => snapshot.browsers)
  const known = useMemo(() => {
    const byId = new Map<string, { readonly name: string; readonly hue: number }>()
    // One whose cookie was copied stays its owner's, and says who else has it.
    const browsers = then === now ? now : [...now.filter(({ sessionId }) => !then.some((browser) => browser.sessionId === sessionId)), ...then]
    for (const browser of browsers.toSorted((a, b) => Number(a.borrowed !== null) - Number(b.borrowed !== null))) {
      if (browser.sessionId === null) continue
      const owner = browser.borrowed === null ? undefined : byId.get(browser.sessionId)
      byId.set(browser.sessionId, owner ? { ...owner, name: `${owner.name}, ${nameOf(browser)}` } : { name: nameOf(browser), hue: browser.hue })
    }
    return byId
  }, [now, then, nameOf])
  // Browsers are others after each request, and all ids on the page are rendered again for other owners.
  const told = JSON.stringify([...known])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` says when `known` is another.
  const owners = useMemo<SessionOwners>(() => ({ owner: (sessionId) => known.get(sessionId) ?? null, select: selectSession }), [told])
  return <SessionOwnersContext value={owners}>{children}</SessionOwnersContext>
}
